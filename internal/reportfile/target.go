// Package reportfile is where reports go that somebody asks for as FORMAT=PATH.
package reportfile

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Stdout is the path that stands for standard output.
const Stdout = "-"

// Target is one report that was asked for: a format, and the file it goes to or Stdout.
type Target struct {
	Format, Path string
}

// Parse reads FORMAT=PATH, with one of these formats.
func Parse(value string, formats []string) (Target, error) {
	format, path, found := strings.Cut(value, "=")
	switch {
	case !found || path == "":
		return Target{}, fmt.Errorf("report %q names no file: write FORMAT=PATH, such as junit=report.xml, or FORMAT=- for standard output", value)
	case !slices.Contains(formats, format):
		return Target{}, fmt.Errorf("report format %q is not known: use one of %s", format, strings.Join(formats, ", "))
	}
	return Target{Format: format, Path: path}, nil
}

// distinct refuses two reports in one place, of which only the last would be left.
func distinct(targets []Target) error {
	seen := map[string]bool{}
	for _, t := range targets {
		path := filepath.Clean(t.Path)
		if seen[path] {
			return fmt.Errorf("two reports go to %s: give each a path of its own", t.Path)
		}
		seen[path] = true
	}
	return nil
}
