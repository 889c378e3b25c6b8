package file

import (
	"path/filepath"

	"github.com/revokespec/revokespec/internal/yamlx"
)

// Error lists what is wrong with a deployment file (or with what a crashed run left behind): exit code 2.
type Error = yamlx.Error

// Problem is one thing wrong with a file: where, what, and how to put it right.
type Problem = yamlx.Problem

// NewError is an error of a file as a whole.
func NewError(path, what string) error { return yamlx.NewError(path, what) }

// Load reads a deployment file strictly and checks all that can be checked without a request. lookupEnv resolves
// ${NAME}, as os.LookupEnv does. The error is an *Error.
func Load(path string, lookupEnv func(string) (string, bool)) (*File, error) {
	text, err := yamlx.Load(path, "deployment file")
	if err != nil {
		return nil, err
	}
	return Parse(path, text, lookupEnv)
}

// LoadTenant is Load for a file that may leave out clients and users: those are still to be made, or were, and are to go. It
// returns the file's text as well.
func LoadTenant(path string, lookupEnv func(string) (string, bool)) (*File, []byte, error) {
	text, err := yamlx.Load(path, "deployment file")
	if err != nil {
		return nil, nil, err
	}
	f, err := parse(path, text, lookupEnv, true)
	return f, text, err
}

// Parse is Load for a text that was read already; path names it in messages and is where relative paths start.
func Parse(path string, text []byte, lookupEnv func(string) (string, bool)) (*File, error) {
	return parse(path, text, lookupEnv, false)
}

func parse(path string, text []byte, lookupEnv func(string) (string, bool), tenant bool) (*File, error) {
	f := &File{Path: path}
	refs := references{dir: filepath.Dir(path), lookupEnv: lookupEnv}
	read := yamlx.Read(yamlx.Source{Path: path, Text: text, Empty: "it needs at least issuer, clients and users", Resolve: refs.value}, f)
	if read.OK() {
		f.Secrets = refs.secrets
		f.resolve(refs.dir)
		f.Complete()
		check(f, tenant, func(key, what string) { read.Report(key, "%s", what) })
	}
	if err := read.Err(); err != nil {
		return nil, err
	}
	return f, nil
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
	commands := [][]string{f.Mint.Command}
	if f.Hooks != nil {
		for _, hook := range f.Hooks.All() {
			commands = append(commands, hook.Command)
		}
	}
	for _, command := range commands {
		if len(command) > 0 {
			resolveProgram(dir, &command[0])
		}
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
