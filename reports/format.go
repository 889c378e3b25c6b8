package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// formats are the renderings of one record, by name. Each begins with what was judged, and lists the record's problems.
var formats = []struct {
	name  string
	write func(w io.Writer, r *record.Record) error
}{
	{"json", record.WriteJSON}, {"junit", junit}, {"html", html},
	{"terminal", func(w io.Writer, r *record.Record) error { return Terminal(w, r, false) }},
}

// Formats are the names of the renderings that Write knows.
func Formats() (names []string) {
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Write renders the record in one of Formats.
func Write(format string, w io.Writer, r *record.Record) error {
	for _, f := range formats {
		if f.name == format {
			return f.write(w, r)
		}
	}
	return fmt.Errorf("report format %q is not known: use one of %s", format, strings.Join(Formats(), ", "))
}
