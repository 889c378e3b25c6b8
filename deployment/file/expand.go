package file

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// In YAML's flow style, {client_secret: ${NAME}}, braces cannot be part of an unquoted text, and nobody expects that. So
// the braces of references are hidden from the parser behind two characters that no text may contain (Unicode
// noncharacters), one for one, so that columns stay right.
var (
	references = regexp.MustCompile(`\$\{[^{}\n]*\}`)
	shielder   = strings.NewReplacer("{", "\uFDD0", "}", "\uFDD1")
	unshielder = strings.NewReplacer("\uFDD0", "{", "\uFDD1", "}")
)

func shield(text []byte) []byte { return []byte(shielder.Replace(string(text))) }

// maxIncluded bounds what ${file:path} reads, in bytes: secrets and keys, not archives.
const maxIncluded = 64 << 10

// expand replaces ${NAME} by the environment variable and ${file:path} by what the file holds, less a final line
// break. $${ stands for a literal ${. Errors name the variable or the path, never a value.
func (d *decoder) expand(text string) (string, error) {
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
		value, err := d.resolve(reference)
		if err != nil {
			return "", err
		}
		out.WriteString(before + value)
		text = after
	}
}

func (d *decoder) resolve(reference string) (string, error) {
	if path, isFile := strings.CutPrefix(reference, "file:"); isFile {
		return d.include(path)
	}
	if !variable.MatchString(reference) {
		return "", errors.New("${...} holds no name of an environment variable; write ${NAME} or ${file:path}")
	}
	value, set := d.lookupEnv(reference)
	if !set {
		return "", fmt.Errorf("environment variable %s is not set; export it, or write ${file:path}", reference)
	}
	return value, nil
}

func (d *decoder) include(path string) (string, error) {
	full := path
	if !filepath.IsAbs(full) {
		full = filepath.Join(d.dir, path)
	}
	data, err := ReadFile(full, maxIncluded)
	switch {
	case errors.Is(err, errNotRegular) || errors.Is(err, errTooLarge):
		return "", fmt.Errorf("cannot use %s; it must be a regular file of at most 64 KiB", path)
	case err != nil:
		return "", fmt.Errorf("cannot read %s; the path is relative to the deployment file", path)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"), nil
}
