package file

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/revokespec/revokespec/internal/closest"
)

// mark remembers where a key stands.
func (d *decoder) mark(key string, node ast.Node) {
	if position := node.GetToken().Position; position != nil {
		d.places[key] = place{position.Line, position.Column}
	}
}

func (d *decoder) problem(node ast.Node, format string, args ...any) {
	p := Problem{Path: d.path, Line: 1, Column: 1, What: inOneLine(fmt.Sprintf(format, args...))}
	if token := node.GetToken(); token != nil && token.Position != nil {
		p.Line, p.Column = token.Position.Line, token.Position.Column
	}
	d.problems = append(d.problems, p)
}

// inOneLine keeps a key or a value of several lines from looking like several problems.
func inOneLine(what string) string { return strings.ReplaceAll(what, "\n", `\n`) }

// report notes a problem at the place of a key or, where the key is missing, of the nearest one above it.
func (d *decoder) report(key, what string) {
	at, found := d.places[key]
	for !found && key != "" {
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
		at, found = d.places[key]
	}
	if !found {
		at = place{1, 1}
	}
	d.problems = append(d.problems, Problem{Path: d.path, Line: at.line, Column: at.column, What: inOneLine(what)})
}

// wordOfKey is what keys, and references in their place, look like. A key that does not, and is like none, may be a secret
// in the wrong place.
var wordOfKey = regexp.MustCompile(`^(\$\{)?[A-Za-z_]{1,40}\}?$`)

// unknown words what is to be said of a key that no section has.
func unknown(word string, valid []string) string {
	hint, near := suggestion(word, valid)
	if near || wordOfKey.MatchString(word) {
		return fmt.Sprintf("%q; %s", word, hint)
	}
	return "here; " + hint
}

// Nearest words a suggestion for a misspelt name, or lists the valid ones where none is near.
func Nearest(word string, valid []string) string {
	hint, _ := suggestion(word, valid)
	return hint
}

func suggestion(word string, valid []string) (hint string, near bool) {
	best, distance := closest.Of(strings.ToLower(word), valid)
	if best != "" && distance <= len(word)/2 {
		const slips = 3
		return fmt.Sprintf("did you mean %q?", best), distance <= slips
	}
	return "use one of " + strings.Join(valid, ", "), false
}
