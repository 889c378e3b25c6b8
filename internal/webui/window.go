package webui

import (
	"context"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/internal/session"
)

// window is a browser window with one page in it.
type window interface {
	// open goes to an address; follow goes where the link of that text leads. An answer of 400 or more is an error.
	open(ctx context.Context, p session.Purpose, address string) error
	follow(ctx context.Context, p session.Purpose, link string) error
	// press submits the form of the button of that text: of any, or of the one in that row.
	press(ctx context.Context, p session.Purpose, button string, in row) error

	// links says whether there is a link of that text.
	links(ctx context.Context, text string) (bool, error)
	// rows are the rows of the page's tables, without those of headings only.
	rows(ctx context.Context) ([]row, error)
	// has says whether there is a field with that label, or with that placeholder or name where it has none.
	has(ctx context.Context, label string) (bool, error)
	fill(ctx context.Context, label, value string) error
	choose(ctx context.Context, label, option string) error
	ticked(ctx context.Context, label string) (bool, error)
	tick(ctx context.Context, label string, on bool) error

	// where is the path of the page.
	where() string
	close()
}

// row is a row of a table. The zero value is no row.
type row struct {
	number int // of the page, from 1
	text   string
}

// anywhere is no row.
var anywhere row

// names says whether the row holds the text as a whole: an id is not found in a longer one.
func (r row) names(text string) bool {
	for rest := r.text; ; {
		i := strings.Index(rest, text)
		if i < 0 || text == "" {
			return false
		}
		before, after := r.text[:len(r.text)-len(rest)+i], rest[i+len(text):]
		if !endsInWord(before) && !beginsWithWord(after) {
			return true
		}
		rest = rest[i+1:]
	}
}

func endsInWord(s string) bool { return s != "" && isWord(s[len(s)-1]) }

// beginsWithWord leaves a full stop or colon at the end of a sentence outside of what it follows.
func beginsWithWord(s string) bool {
	return s != "" && isWord(s[0]) || len(s) > 1 && strings.ContainsRune(".:", rune(s[0])) && isWord(s[1])
}

// isWord says whether a character may stand inside an id, a name or an address.
func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-_|@/+", c) >= 0 || c >= 0x80
}

// Missing says what a page does not have.
type Missing struct{ What, Page string }

func (e *Missing) Error() string { return fmt.Sprintf("the page at %s has no %s", e.Page, e.What) }

func missing(w window, format string, args ...any) error {
	return &Missing{What: fmt.Sprintf(format, args...), Page: w.where()}
}

// squeezed is a text as it is read: without line breaks and with single spaces.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }
