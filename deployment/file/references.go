package file

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/revokespec/revokespec/internal/readfile"
	"github.com/revokespec/revokespec/internal/wording"
)

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// references resolves those of a file, and keeps what they stood for: secrets.
type references struct {
	dir       string // of the file
	lookupEnv func(string) (string, bool)
	secrets   []NamedSecret
}

// value is what a text stands for.
func (r *references) value(key, text string) (string, error) {
	if strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") { // an example's value, or a skeleton's
		return "", fmt.Errorf("the value is still %s; put in the real one", wording.Phrase(text))
	}
	value, err := r.expand(text)
	if err == nil && value != text {
		r.secrets = append(r.secrets, NamedSecret{Name: key, Value: value})
	}
	return value, err
}

// maxIncluded bounds what ${file:path} reads, in bytes: secrets and keys, not archives.
const maxIncluded = 64 << 10

// expand replaces ${NAME} by the environment variable and ${file:path} by what the file holds, less a final line
// break. $${ stands for a literal ${. Errors name the variable or the path, never a value.
func (r *references) expand(text string) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		if !found {
			return out.String() + before, nil
		}
		if strings.HasSuffix(before, "$") {
			out.WriteString(before + "{")
			text = rest
			continue
		}
		reference, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", errors.New("${ is not closed; write ${NAME} or ${file:path}, or $${ for the characters themselves")
		}
		value, err := r.resolve(reference)
		if err != nil {
			return "", err
		}
		out.WriteString(before + value)
		text = after
	}
}

func (r *references) resolve(reference string) (string, error) {
	if path, isFile := strings.CutPrefix(reference, "file:"); isFile {
		return r.include(path)
	}
	if !variable.MatchString(reference) {
		return "", errors.New("${...} holds no name of an environment variable; write ${NAME} or ${file:path}")
	}
	value, set := r.lookupEnv(reference)
	if !set {
		return "", fmt.Errorf("environment variable %s is not set; export it, or write ${file:path}", reference)
	}
	return value, nil
}

func (r *references) include(path string) (string, error) {
	full := path
	if !filepath.IsAbs(full) {
		full = filepath.Join(r.dir, path)
	}
	data, err := readfile.Regular(full, maxIncluded)
	switch {
	case errors.Is(err, readfile.ErrNotRegular) || errors.Is(err, readfile.ErrTooLarge):
		return "", fmt.Errorf("cannot use %s; it must be a regular file of at most 64 KiB", path)
	case err != nil:
		return "", fmt.Errorf("cannot read %s; the path is relative to the deployment file", path)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"), nil
}
