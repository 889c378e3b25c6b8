package fidelity_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/yamlx"
)

// recording is a file of testdata.
type recording struct {
	Source    string     `yaml:"source"`
	Dialect   string     `yaml:"dialect"` // auth0, unless it says rfc
	Exchanges []exchange `yaml:"exchanges"`

	name string
}

// exchange is a request, and what Auth0 answers.
type exchange struct {
	Request string            `yaml:"request"` // method and path
	As      string            `yaml:"as"`      // whose token the request bears: management, as all of that API do unless it says nobody; or a {name}
	Basic   string            `yaml:"basic"`   // id:secret, instead
	Sends   map[string]string `yaml:"sends"`   // headers
	Form    map[string]string `yaml:"form"`
	JSON    any               `yaml:"json"`
	Text    string            `yaml:"text"` // sent as application/json, whatever it is
	After   string            `yaml:"after"`
	Scopes  []string          `yaml:"scopes"`

	Status   int               `yaml:"status"`
	Headers  map[string]any    `yaml:"headers"`
	Location map[string]any    `yaml:"location"` // to: the address without its query; query, fragment: shapes of the parameters
	Body     any               `yaml:"body"`
	Refusal  *refusal          `yaml:"refusal"`
	Shows    []string          `yaml:"shows"`  // texts of a page
	Fields   map[string]string `yaml:"fields"` // values of a page's form fields, by their names, as shapes
	Lacks    map[string]string `yaml:"lacks"`
	Adds     map[string]string `yaml:"adds"`
}

// refusal is an error of either API. Without a code there is no errorCode.
type refusal struct {
	Code    string `yaml:"code"`
	Message string `yaml:"message"`
}

// isManagement says whether the request is for the Management API.
func (e exchange) isManagement() bool { return strings.HasPrefix(e.path(), managementBase+"/") }

func (e exchange) method() string { method, _, _ := strings.Cut(e.Request, " "); return method }

func (e exchange) path() string { _, path, _ := strings.Cut(e.Request, " "); return path }

// shape is the body that is expected; nil: none, or a page.
func (e exchange) shape() any {
	switch {
	case e.Refusal == nil:
		return e.Body
	case !e.isManagement():
		return map[string]any{"error": e.Refusal.Code, "error_description": e.Refusal.Message}
	}
	body := map[string]any{"statusCode": float64(e.Status), "error": http.StatusText(e.Status), "message": e.Refusal.Message}
	if e.Refusal.Code != "" {
		body["errorCode"] = e.Refusal.Code
	}
	return body
}

// recordings are the files of testdata but the seed, strictly read.
func recordings(t *testing.T) []recording {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	var out []recording
	for _, path := range paths {
		if filepath.Base(path) == "seed.yaml" {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		r := recording{name: strings.TrimSuffix(filepath.Base(path), ".yaml")}
		require.NoError(t, yamlx.Read(yamlx.Source{Path: path, Text: text}, &r).Err())
		require.NotEmpty(t, r.Source, "%s: say what says so", path)
		out = append(out, r)
	}
	require.NotEmpty(t, out)
	return out
}

// names are what exchanges have named, and the seed.
type names map[string]string

var variable = regexp.MustCompile(`\{[a-z][\w.]*\}`)

// fill puts values in the place of {name}. One that nobody has named stays, and fails the exchange.
func (n names) fill(text string) string {
	return variable.ReplaceAllStringFunc(text, func(name string) string {
		if value, known := n[strings.Trim(name, "{}")]; known {
			return value
		}
		return name
	})
}

// fillPath is fill for a path and query, whose values are escaped.
func (n names) fillPath(path string) string {
	escaped := names{}
	for name, value := range n {
		escaped[name] = url.QueryEscape(value)
	}
	return escaped.fill(path)
}

// fillAll is fill for all texts of a value.
func (n names) fillAll(value any) any {
	switch value := value.(type) {
	case string:
		return n.fill(value)
	case []any:
		out := make([]any, len(value))
		for i, v := range value {
			out[i] = n.fillAll(v)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, v := range value {
			out[name] = n.fillAll(v)
		}
		return out
	}
	return value
}
