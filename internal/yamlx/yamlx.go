// Package yamlx reads the YAML files that people write, strictly: an unknown key and a value of the wrong kind are mistakes. All
// mistakes of a file are found at once, each with its place and its remedy; no message shows a value, which may be a secret.
package yamlx

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/revokespec/revokespec/internal/readfile"
)

// Most is more than any file has that a person writes, in bytes.
const Most = 1 << 20

// Load is the text of a file, such as "seed file".
func Load(path, kind string) ([]byte, error) {
	text, err := readfile.Any(path, Most)
	if err != nil {
		if cause := new(os.PathError); errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, NewError(path, fmt.Sprintf("cannot read the %s: %s; name a readable YAML file", kind, err))
	}
	return text, nil
}

// Source is the text of a file, and what is particular to its kind.
type Source struct {
	Path  string // for messages
	Text  []byte
	Empty string // the remedy, where it may not be empty
	// Resolve gives the value that a text refers to with ${...}. Without it, texts are values.
	Resolve func(key, text string) (value string, err error)
}

// File is a file that was read: it knows where its keys stand. A key is written as clients.public.auth or users[0].
type File struct {
	Source
	anchors  map[string]ast.Node
	places   map[string]place
	problems []Problem
	followed int // nodes visited so far
	depth    int // of values of any kind that are being read
}

type place struct{ line, column int }

// Read decodes a file into what a pointer points to, by the yaml tags of its fields.
func Read(s Source, into any) *File {
	f := &File{Source: s, anchors: map[string]ast.Node{}, places: map[string]place{}}
	value := reflect.ValueOf(into).Elem()
	if body := f.parse(value.Type()); body != nil {
		f.decode(body, value, "")
	}
	return f
}

// OK says whether nothing was found to be wrong so far.
func (f *File) OK() bool { return len(f.problems) == 0 }

// Err is an *Error with all that is wrong, or nil.
func (f *File) Err() error {
	if f.OK() {
		return nil
	}
	return &Error{Problems: sorted(f.problems)}
}

// Report notes a problem at the place of a key.
func (f *File) Report(key, format string, args ...any) { f.note(f.at(key), format, args...) }

// Place is where a key stands, as FILE:LINE:COLUMN.
func (f *File) Place(key string) string {
	at := f.at(key)
	return fmt.Sprintf("%s:%d:%d", f.Path, at.line, at.column)
}

// at is the place of a key or, where it is missing, of the nearest one above it.
func (f *File) at(key string) place {
	at, found := f.places[key]
	for !found && key != "" {
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
		at, found = f.places[key]
	}
	if !found {
		return place{1, 1}
	}
	return at
}

// wrong notes a problem at the place of a node.
func (f *File) wrong(node ast.Node, format string, args ...any) {
	f.note(placeOf(node), format, args...)
}

// note keeps a key or a value of several lines from looking like several problems.
func (f *File) note(at place, format string, args ...any) {
	what := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", `\n`)
	f.problems = append(f.problems, Problem{Path: f.Path, Line: at.line, Column: at.column, What: what})
}

// placeOf is where a node begins. The parser has a mapping begin at its first colon.
func placeOf(node ast.Node) place {
	if mapping, is := node.(*ast.MappingNode); is && !mapping.IsFlowStyle && len(mapping.Values) > 0 {
		node = mapping.Values[0].Key
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		return place{token.Position.Line, token.Position.Column}
	}
	return place{1, 1}
}

// parse returns the value that the file consists of, or nil where there is none.
func (f *File) parse(into reflect.Type) ast.Node {
	text := f.Text
	if f.Resolve != nil {
		text = references().ReplaceAllFunc(text, shield)
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		f.syntax(err, into)
		return nil
	}
	docs := slices.DeleteFunc(file.Docs, func(doc *ast.DocumentNode) bool { return doc.Body == nil })
	switch {
	case len(docs) == 0 && f.Empty != "":
		f.Report("", "the file is empty; %s", f.Empty)
		return nil
	case len(docs) == 0:
		return nil
	case len(docs) > 1:
		f.wrong(docs[1].Body, "a second document begins here; remove the --- line")
		return nil
	}
	return docs[0].Body
}

var quoted = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"[^"]*"`) })

// syntax reports an error of the YAML parser, whose message may quote the file: only our own keys are shown.
func (f *File) syntax(err error, into reflect.Type) {
	at, what := place{1, 1}, "not YAML"
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		message, _, _ := strings.Cut(syntax.GetMessage(), "\n")
		known := keysBelow(into)
		what += ": " + quoted().ReplaceAllStringFunc(message, func(q string) string {
			if slices.Contains(known, q[1:len(q)-1]) {
				return q
			}
			return "the text"
		})
		if token := syntax.GetToken(); token != nil && token.Position != nil {
			at = place{token.Position.Line, token.Position.Column}
		}
	}
	f.note(at, "%s; correct the syntax here", what)
}
