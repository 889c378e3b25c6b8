package yamlx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is all that is wrong with a file, a line each.
type Error struct{ Problems []Problem }

// Problem is one thing wrong with a file: where, what, and how to put it right.
type Problem struct {
	Path         string
	Line, Column int // from 1; 0 when the problem has no place
	What         string
}

func (p Problem) String() string {
	switch {
	case p.Path == "":
		return p.What
	case p.Line == 0:
		return p.Path + ": " + p.What
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.Line, p.Column, p.What)
}

func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// NewError is an error of a file as a whole.
func NewError(path, what string) error {
	return &Error{Problems: []Problem{{Path: path, What: what}}}
}

// sorted has the problems in the order of the file, each once.
func sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(problems)
}
