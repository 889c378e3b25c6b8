// Package seedfile reads and writes what a mock starts with as a YAML file. Reading is strict: an unknown key or a value
// of the wrong kind is an error that names its place and the remedy.
package seedfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/revokespec/revokespec/mockserver"
)

// longest is more than any seed file has, in bytes.
const longest = 1 << 20

// Error is all that is wrong with a file, one line a problem: FILE:LINE:COLUMN: what.
type Error struct{ Problems []Problem }

// Problem is one thing that is wrong with a file.
type Problem struct {
	Path         string
	Line, Column int
	What         string // with the remedy
}

func (e *Error) Error() string {
	var out bytes.Buffer
	for i, p := range e.Problems {
		if i > 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(&out, "%s:%d:%d: %s", p.Path, p.Line, p.Column, p.What)
	}
	return out.String()
}

// Read reads a seed file. What it does not mention is not there, but for the defaults that mockserver.Seed names. The
// error is an *Error, or says that the file cannot be read.
func Read(path string) (mockserver.Seed, error) {
	file, err := os.Open(path)
	if err != nil {
		return mockserver.Seed{}, fmt.Errorf("%w; name a seed file that can be read", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, longest+1))
	switch {
	case err != nil:
		return mockserver.Seed{}, fmt.Errorf("%w; name a seed file that can be read", err)
	case len(data) > longest:
		return mockserver.Seed{}, fmt.Errorf("%s is larger than %d bytes; name a seed file", path, longest)
	}
	return Parse(path, data)
}

// Parse is Read for data that was read already; path names it in errors.
func Parse(path string, data []byte) (mockserver.Seed, error) {
	d := &decoder{path: path, anchors: anchors{}, places: map[string]place{}}
	var seed mockserver.Seed
	if body := d.parse(data); body != nil {
		d.decode(body, reflect.ValueOf(&seed).Elem(), "")
	}
	if len(d.problems) == 0 {
		seed = seed.Complete()
		d.judge(seed)
	}
	if len(d.problems) == 0 {
		return seed, nil
	}
	slices.SortStableFunc(d.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return mockserver.Seed{}, &Error{slices.Compact(d.problems)}
}

// judge reports what is wrong with a seed that could be decoded.
func (d *decoder) judge(seed mockserver.Seed) {
	var joined interface{ Unwrap() []error }
	if errors.As(seed.Check(), &joined) {
		for _, err := range joined.Unwrap() {
			var wrong *mockserver.SeedError
			if errors.As(err, &wrong) {
				d.at(wrong.Place, "%s: %s", wrong.Place, wrong.What)
			}
		}
	}
	for i, c := range seed.Clients {
		if c.Role == "" {
			continue
		}
		if what := misfit(c); what != "" {
			key := fmt.Sprintf("clients[%d].role", i)
			d.at(key, "%s: %s", key, what)
		}
	}
}

// Format writes a seed as Parse reads it: in the fewest words, unless a text would not survive that. The writer of YAML
// loses spaces at the ends of blocks and leaves quotes out where they are needed.
func Format(seed mockserver.Seed) ([]byte, error) {
	plain, err := yaml.MarshalWithOptions(seed, yaml.UseLiteralStyleIfMultiline(true))
	if err != nil {
		return nil, err
	}
	read, err := Parse("", plain)
	if err == nil && fmt.Sprintf("%+v", read) == fmt.Sprintf("%+v", seed.Complete()) {
		return plain, nil
	}
	node, err := yaml.ValueToNode(seed)
	if err != nil {
		return nil, err
	}
	ast.Walk(quoter{}, node)
	return []byte(node.String() + "\n"), nil
}

// quoter puts every text in double quotes.
type quoter struct{}

func (q quoter) Visit(node ast.Node) ast.Visitor {
	if text, ok := node.(*ast.StringNode); ok {
		if value, err := strconv.Unquote(text.Value); err == nil && text.Value[0] == '"' { // some have got them
			text.Value = value
		}
		text.Token.Type = token.DoubleQuoteType
	}
	return q
}
