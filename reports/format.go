package reports

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// Stdout is the path that stands for standard output.
const Stdout = "-"

// Formats are the names of the renderings that Write knows.
func Formats() []string { return []string{"json", "junit", "html", "terminal"} }

// Write renders the record in one of Formats. Under strict a broken SHOULD counts as a failure, which JUnit and the
// terminal text show; the others leave it to the record's own verdict.
func Write(format string, w io.Writer, r *record.Record, strict bool) error {
	switch format {
	case "json":
		return record.WriteJSON(w, r)
	case "junit":
		return JUnit(w, r, strict)
	case "html":
		return HTML(w, r)
	case "terminal":
		return Terminal(w, r, TerminalOptions{Strict: strict})
	}
	return unknownFormat(format, Formats())
}

// Renderer renders the record in the format of a target, as Write does.
func Renderer(r *record.Record, strict bool) func(t Target, w io.Writer) error {
	return func(t Target, w io.Writer) error { return Write(t.Format, w, r, strict) }
}

func unknownFormat(format string, formats []string) error {
	return fmt.Errorf("report format %q is not known: use one of %s", format, strings.Join(formats, ", "))
}

// Target is one report that was asked for: a format, and the file it goes to or Stdout.
type Target struct {
	Format, Path string
}

// ParseReportFlag reads FORMAT=PATH, with one of these formats.
func ParseReportFlag(value string, formats []string) (Target, error) {
	format, path, found := strings.Cut(value, "=")
	switch {
	case !found || path == "":
		return Target{}, fmt.Errorf("report %q names no file: write FORMAT=PATH, such as junit=report.xml, or FORMAT=- for standard output", value)
	case !slices.Contains(formats, format):
		return Target{}, unknownFormat(format, formats)
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
