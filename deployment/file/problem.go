package file

import (
	"fmt"
	"strings"
)

// Error lists what is wrong with a deployment file (or with what a crashed run left behind): exit code 2.
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

// Error has one line for each problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
