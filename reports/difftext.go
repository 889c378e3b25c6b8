package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// DiffText writes a difference for people, regressions first; the last line counts.
func DiffText(w io.Writer, d record.Difference) error {
	out := &textWriter{to: w}
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			_, _ = fmt.Fprintf(out, "%s\n  %s\n\n", title, strings.Join(lines, "\n  "))
		}
	}
	section("notes", d.Notes)
	section("the run", d.Says)
	section("regressions", changeLines(d.Regressions))
	section("improvements", changeLines(d.Improvements))
	section("new rules", changeLines(d.Added))
	section("rules no longer there", changeLines(d.Removed))
	section("other changes", changeLines(d.Others))
	section("other reasons", changeLines(d.Reasons))
	if d.Empty() {
		_, _ = fmt.Fprintln(out, "no difference")
		return out.err
	}
	_, _ = fmt.Fprintf(out, "regressions: %d, improvements: %d, other changes: %d\n",
		len(d.Regressions), len(d.Improvements), len(d.Added)+len(d.Removed)+len(d.Others)+len(d.Reasons))
	return out.err
}

func changeLines(changes []record.Change) []string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, wording.Printable(wording.OneLine(c.String())))
	}
	return lines
}
