package reports

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

// ReadWaivers reads a YAML list of waivers, each with rule, owner, reason and expires (YYYY-MM-DD, UTC), all required.
// An error is one line that starts with FILE:LINE:COL and ends with the remedy.
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
	waivers := &Waivers{}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		list, ok := doc.Body.(*ast.SequenceNode)
		if !ok {
			return nil, fmt.Errorf("%s: want a list of waivers: start each with \"- rule: ID\"", place(name, doc.Body.GetToken()))
		}
		for _, node := range list.Values {
			if err := waivers.add(name, node); err != nil {
				return nil, err
			}
		}
	}
	return waivers, nil
}

func (w *Waivers) add(name string, node ast.Node) error {
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		return fmt.Errorf("%s: want a waiver with %s", place(name, node.GetToken()), strings.Join(waiverKeys, ", "))
	}
	first := mapping.GetToken()
	if len(mapping.Values) > 0 {
		first = mapping.Values[0].Key.GetToken()
	}
	entry := waiverEntry{place: place(name, first)}
	fields := map[string]*string{"rule": &entry.Rule, "owner": &entry.Owner, "reason": &entry.Reason, "expires": &entry.Expires}
	for _, pair := range mapping.Values {
		key := pair.Key.GetToken()
		field, known := fields[key.Value]
		if !known {
			return fmt.Errorf("%s: unknown key %q: did you mean %q?", place(name, key), key.Value, nearest(key.Value, waiverKeys))
		}
		value, err := scalar(name, key.Value, pair.Value)
		if err != nil {
			return err
		}
		*field = value
	}
	for _, key := range waiverKeys {
		if *fields[key] == "" {
			return fmt.Errorf("%s: a waiver without %s: add \"%s: ...\"", entry.place, key, key)
		}
	}
	if slices.ContainsFunc(w.entries, func(e waiverEntry) bool { return e.Rule == entry.Rule }) {
		return fmt.Errorf("%s: a second waiver of %s: keep one", entry.place, entry.Rule)
	}
	w.entries = append(w.entries, entry)
	return nil
}

// scalar is the value of a key as one line of text.
func scalar(name, key string, node ast.Node) (string, error) {
	at := place(name, node.GetToken())
	text := ""
	switch n := node.(type) {
	case *ast.NullNode:
		return "", fmt.Errorf("%s: %s is empty: say it", at, key)
	case *ast.StringNode:
		text = oneLine(n.Value)
	case *ast.LiteralNode:
		text = oneLine(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		text = n.GetToken().Value
	default:
		return "", fmt.Errorf("%s: %s must be plain text", at, key)
	}
	switch {
	case text == "":
		return "", fmt.Errorf("%s: %s is empty: say it", at, key)
	case strings.HasPrefix(text, placeholder):
		return "", fmt.Errorf("%s: %s still says %q: say it", at, key, text)
	}
	if _, err := time.Parse(dateLayout, text); err != nil && key == "expires" {
		return "", fmt.Errorf("%s: expires is %q: write a date as YYYY-MM-DD", at, text)
	}
	return text, nil
}

func syntaxError(name string, err error) error {
	var positioned yaml.Error
	if errors.As(err, &positioned) && positioned.GetToken() != nil {
		return fmt.Errorf("%s: %s", place(name, positioned.GetToken()), oneLine(positioned.GetMessage()))
	}
	return fmt.Errorf("%s: not valid YAML: %s", name, oneLine(err.Error()))
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
