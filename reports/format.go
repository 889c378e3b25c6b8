package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// formats are the renderings of one record, by name. Under strict a broken SHOULD counts as a failure, which JUnit and the terminal text show;
// the others leave it to the record's own verdict.
var formats = []struct {
	name  string
	write func(w io.Writer, r *record.Record, strict bool) error
}{
	{"json", func(w io.Writer, r *record.Record, _ bool) error { return record.WriteJSON(w, r) }},
	{"junit", JUnit},
	{"html", func(w io.Writer, r *record.Record, _ bool) error { return HTML(w, r) }},
	{"terminal", func(w io.Writer, r *record.Record, strict bool) error {
		return Terminal(w, r, TerminalOptions{Strict: strict})
	}},
}

// Formats are the names of the renderings that Write knows.
func Formats() (names []string) {
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Write renders the record in one of Formats.
func Write(format string, w io.Writer, r *record.Record, strict bool) error {
	for _, f := range formats {
		if f.name == format {
			return f.write(w, r, strict)
		}
	}
	return fmt.Errorf("report format %q is not known: use one of %s", format, strings.Join(Formats(), ", "))
}
