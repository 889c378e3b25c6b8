package file

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxFile is more than any deployment file has, in bytes.
const MaxFile = 1 << 20

// Load reads a deployment file strictly and checks all that can be checked without a request. lookupEnv resolves
// ${NAME}, as os.LookupEnv does. The error is a *FileError.
func Load(path string, lookupEnv func(string) (string, bool)) (*File, error) {
	data, err := readText(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data, lookupEnv)
}

// LoadTenant is Load for a file that may leave out clients and users: those are still to be made, or were, and are to go. It
// returns the file's text as well.
func LoadTenant(path string, lookupEnv func(string) (string, bool)) (*File, []byte, error) {
	data, err := readText(path)
	if err != nil {
		return nil, nil, err
	}
	f, err := parse(path, data, lookupEnv, true)
	return f, data, err
}

func readText(path string) ([]byte, error) {
	data, err := ReadAny(path, MaxFile)
	if err != nil {
		var cause *os.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, NewError(path, "cannot read the deployment file: "+err.Error()+"; name a readable YAML file")
	}
	return data, nil
}

// Parse is Load for data that was read already; path names it in messages and is where relative paths start.
func Parse(path string, data []byte, lookupEnv func(string) (string, bool)) (*File, error) {
	return parse(path, data, lookupEnv, false)
}

func parse(path string, data []byte, lookupEnv func(string) (string, bool), tenant bool) (*File, error) {
	d := &decoder{path: path, dir: filepath.Dir(path), lookupEnv: lookupEnv, anchors: map[string]ast.Node{}, places: map[string]place{}}
	f := &File{Path: path}
	if body := d.parse(data); body != nil {
		d.decode(body, reflect.ValueOf(f).Elem(), "")
	}
	if len(d.problems) == 0 {
		f.Secrets = d.secrets
		f.resolve(d.dir)
		f.Complete()
		check(f, tenant, d.report)
	}
	if len(d.problems) == 0 {
		return f, nil
	}
	slices.SortStableFunc(d.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return nil, &Error{Problems: slices.Compact(d.problems)}
}

// parse returns the one mapping that the file consists of, or nil after reporting why there is none.
func (d *decoder) parse(data []byte) ast.Node {
	file, err := parser.ParseBytes(references.ReplaceAllFunc(data, shield), 0)
	if err != nil {
		d.syntax(err)
		return nil
	}
	docs := slices.DeleteFunc(file.Docs, func(doc *ast.DocumentNode) bool { return doc.Body == nil })
	switch {
	case len(docs) == 0:
		d.report("", "the file is empty; it needs at least issuer, clients and users")
		return nil
	case len(docs) > 1:
		d.problem(docs[1].Body, "a second document begins here; one file describes one deployment, so remove the --- line")
		return nil
	}
	return docs[0].Body
}

var quoted = regexp.MustCompile(`"[^"]*"`)

// syntax reports an error of the YAML parser, whose message may quote the file: only our own keys are shown.
func (d *decoder) syntax(err error) {
	p := Problem{Path: d.path, Line: 1, Column: 1, What: "not YAML"}
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		message, _, _ := strings.Cut(syntax.GetMessage(), "\n")
		known := allKeys()
		p.What += ": " + quoted.ReplaceAllStringFunc(message, func(q string) string {
			if slices.Contains(known, q[1:len(q)-1]) {
				return q
			}
			return "the text"
		})
		if token := syntax.GetToken(); token != nil && token.Position != nil {
			p.Line, p.Column = token.Position.Line, token.Position.Column
		}
	}
	p.What += "; correct the syntax here"
	d.problems = append(d.problems, p)
}

// resolve makes the paths of files relative to the deployment file usable from anywhere.
func (f *File) resolve(dir string) {
	paths := []*string{&f.TLS.CAFile, &f.TLS.ClientCert, &f.TLS.ClientKey}
	if d := f.Dashboard; d != nil && filepath.Base(d.Browser) != d.Browser { // not a name to be found on the PATH
		paths = append(paths, &d.Browser)
	}
	for _, role := range f.Clients.roles() {
		if *role.client != nil {
			paths = append(paths, &(*role.client).KeyFile)
		}
	}
	for _, p := range paths {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	resolveProgram(dir, &f.Mint.Browser)
	if len(f.Mint.Command) > 0 {
		resolveProgram(dir, &f.Mint.Command[0])
	}
}

// resolveProgram leaves a name that is to be found on the PATH. Any other path becomes absolute: "get-token" for "./get-token"
// would be looked for on the PATH, too.
func resolveProgram(dir string, p *string) {
	if filepath.Base(*p) == *p || filepath.IsAbs(*p) || *p == "" {
		return
	}
	if absolute, err := filepath.Abs(filepath.Join(dir, *p)); err == nil {
		*p = absolute
	}
}

// NewError is an error of a file as a whole.
func NewError(path, what string) error {
	return &Error{Problems: []Problem{{Path: path, What: what}}}
}
