package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/revokespec/revokespec/record"
)

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
	return fmt.Errorf("report format %q is not known: use one of %s", format, strings.Join(Formats(), ", "))
}
