package record

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/internal/wording"
)

const (
	waiverFileLimit = 1 << 20 // bytes
	dateLayout      = time.DateOnly
	placeholder     = "CHANGE ME" // what PasteReady leaves to a person, and no file may keep
)

var waiverKeys = []string{"rule", "owner", "reason", "expires"}

// Waivers are the accepted breaches of one file, in its order.
type Waivers struct {
	entries []waiverEntry
}

type waiverEntry struct {
	Waiver
	place string // FILE:LINE:COL
}

// WaiversError lists all that is wrong with a file of waivers, a line each: FILE:LINE:COL, what, and the remedy.
type WaiversError struct{ Lines []string }

func (e *WaiversError) Error() string { return strings.Join(e.Lines, "\n") }

// ReadWaivers reads a YAML list of waivers, each with rule, owner, reason and expires (YYYY-MM-DD, UTC), all required.
// What is wrong in the list is a WaiversError.
func ReadWaivers(path string) (*Waivers, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("waivers: %w: name a file that can be read", err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, waiverFileLimit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("waivers: %w: name a file that can be read", err)
	case len(data) > waiverFileLimit:
		return nil, fmt.Errorf("waivers: %s is larger than %d bytes: name a list of waivers", path, waiverFileLimit)
	}
	return ParseWaivers(path, data)
}

// ParseWaivers is ReadWaivers on the content of a file; name is how errors call it.
func ParseWaivers(name string, data []byte) (*Waivers, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, syntaxError(name, err)
	}
	reading := waiverReading{name: name, waivers: &Waivers{}}
	for _, doc := range file.Docs {
		list, ok := doc.Body.(*ast.SequenceNode)
		switch {
		case doc.Body == nil:
		case !ok:
			reading.wrong(doc.Body.GetToken(), "want a list of waivers: start each with \"- rule: ID\"")
		default:
			for _, node := range list.Values {
				reading.add(node)
			}
		}
	}
	if len(reading.lines) > 0 {
		return nil, &WaiversError{reading.lines}
	}
	return reading.waivers, nil
}

// waiverReading goes on after a mistake, so that all of a file's are found at once.
type waiverReading struct {
	name    string
	waivers *Waivers
	lines   []string // what is wrong
}

func (r *waiverReading) wrong(at *token.Token, format string, args ...any) {
	r.lines = append(r.lines, place(r.name, at)+": "+fmt.Sprintf(format, args...))
}

func (r *waiverReading) add(node ast.Node) {
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		r.wrong(node.GetToken(), "want a waiver with %s", strings.Join(waiverKeys, ", "))
		return
	}
	first := mapping.GetToken()
	if len(mapping.Values) > 0 {
		first = mapping.Values[0].Key.GetToken()
	}
	entry, said := waiverEntry{place: place(r.name, first)}, map[string]bool{}
	fields := map[string]*string{"rule": &entry.Rule, "owner": &entry.Owner, "reason": &entry.Reason, "expires": &entry.Expires}
	for _, pair := range mapping.Values {
		key := pair.Key.GetToken()
		field, known := fields[key.Value]
		if !known {
			r.wrong(key, "unknown key %q: did you mean %q?", key.Value, nearest(key.Value, waiverKeys))
			said[nearest(key.Value, waiverKeys)] = true
			continue
		}
		*field, said[key.Value] = r.scalar(key.Value, pair.Value), true
	}
	for _, key := range waiverKeys {
		if !said[key] {
			r.wrong(first, "a waiver without %s: add \"%s: ...\"", key, key)
		}
	}
	if entry.Rule != "" && slices.ContainsFunc(r.waivers.entries, func(e waiverEntry) bool { return e.Rule == entry.Rule }) {
		r.wrong(first, "a second waiver of %s: keep one", entry.Rule)
	}
	r.waivers.entries = append(r.waivers.entries, entry)
}

// scalar is the value of a key as one line of text.
func (r *waiverReading) scalar(key string, node ast.Node) string {
	at, text := node.GetToken(), ""
	switch n := node.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		text = wording.OneLine(n.Value)
	case *ast.LiteralNode:
		text = wording.OneLine(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		text = at.Value
	default:
		r.wrong(at, "%s must be plain text", key)
		return ""
	}
	_, notDate := time.Parse(dateLayout, text)
	switch {
	case text == "":
		r.wrong(at, "%s is empty: say it", key)
	case strings.HasPrefix(text, placeholder):
		r.wrong(at, "%s still says %q: say it", key, text)
	case notDate != nil && key == "expires":
		r.wrong(at, "expires is %q: write a date as YYYY-MM-DD", text)
	}
	return text
}

func syntaxError(name string, err error) error {
	var positioned yaml.Error
	if errors.As(err, &positioned) && positioned.GetToken() != nil {
		return fmt.Errorf("%s: %s", place(name, positioned.GetToken()), wording.OneLine(positioned.GetMessage()))
	}
	return fmt.Errorf("%s: not valid YAML: %s", name, wording.OneLine(err.Error()))
}

func place(name string, t *token.Token) string {
	if t == nil || t.Position == nil {
		return name
	}
	return fmt.Sprintf("%s:%d:%d", name, t.Position.Line, t.Position.Column)
}

func nearest(word string, known []string) string {
	best, _ := closest.Of(word, known)
	return best
}
