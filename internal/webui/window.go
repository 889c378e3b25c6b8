package webui

import (
	"context"
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
)

// window is a browser window with one page in it. What is on the page goes by numbers, which hold until something is read or opened again.
type window interface {
	// open goes to an address. An answer of 400 or more is an error.
	open(ctx context.Context, p session.Purpose, address string) error
	// read is what is on the page now.
	read(ctx context.Context) (contents, error)
	// says tells whether a text stands anywhere on the page.
	says(ctx context.Context, text string) (bool, error)
	// click follows a link, or presses a button, and waits for the page that comes of it. An answer of 400 or more is an error.
	// false: it cannot be clicked on now.
	click(ctx context.Context, p session.Purpose, at int) (bool, error)
	// fill, choose and tick change a field. false: it is not there any more, or has no such option.
	fill(ctx context.Context, at int, value string) (bool, error)
	choose(ctx context.Context, at int, option string) (bool, error)
	tick(ctx context.Context, at int, on bool) (bool, error)

	// where is the path of the page.
	where() string
	close()
}

// contents are what a person reads on a page.
type contents struct {
	links, buttons []element
	fields         []field
	rows           []row
}

// element is a link or a button.
type element struct {
	at   int
	text string
}

// field is something that can be filled in, chosen from or ticked.
type field struct {
	at     int
	labels []string
	names  []string // its aria-label, placeholder and name
	on     bool     // ticked
}

// row is a row of a table that has buttons.
type row struct {
	text    string
	buttons []element
}

func (c contents) link(text string) (element, bool) { return ofText(c.links, text) }

func (c contents) button(text string) (element, bool) { return ofText(c.buttons, text) }

func ofText(all []element, text string) (element, bool) {
	i := slices.IndexFunc(all, func(e element) bool { return e.text == text })
	if i < 0 {
		return element{}, false
	}
	return all[i], true
}

// field is the one with that label, or with that aria-label, placeholder or name where it has none.
func (c contents) field(label string) (field, bool) {
	i := slices.IndexFunc(c.fields, func(f field) bool { return slices.Contains(f.labels, label) })
	if i < 0 {
		i = slices.IndexFunc(c.fields, func(f field) bool { return slices.Contains(f.names, label) })
	}
	if i < 0 {
		return field{}, false
	}
	return c.fields[i], true
}

// listed are the rows of the list in which each row has that button.
func (c contents) listed(button string) Rows {
	return slices.DeleteFunc(slices.Clone(c.rows), func(r row) bool {
		_, has := ofText(r.buttons, button)
		return !has
	})
}

// Missing says what a page does not have.
type Missing struct{ What, Page string }

func (e *Missing) Error() string { return fmt.Sprintf("the page at %s has no %s", e.Page, e.What) }

func missing(w window, format string, args ...any) error {
	return &Missing{What: fmt.Sprintf(format, args...), Page: w.where()}
}
