package signin

import (
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/webform"
)

// action is what was done last: a page may show the same for a while, until something comes of it.
type action struct {
	document, message string
	login             bool
	typed             []int
	pressed           int
	pressedIt         bool  // the button was there to be pressed
	asked             int64 // how often the page had asked for something by then
	again             int   // how often it was pressed again
}

// formNow is the form in which something was typed, as it is seen now; nil when it has given way.
func (a action) formNow(view chromium.View) *webform.Form {
	if a.document == "" || a.document != view.Document {
		return nil
	}
	for _, form := range seenForms(view) {
		if slices.ContainsFunc(form.Fields, func(f webform.Field) bool { return slices.Contains(a.typed, f.At) }) {
			return &form
		}
	}
	return nil
}

// passwordGiven says whether the password that was typed last was sent: seen in what the page sent, or, where scripts make something
// else of it, likely so, since something was sent since.
func (t *tabPages) passwordGiven(done action) bool {
	switch {
	case !done.pressedIt || t.Asked() == done.asked:
		return false
	case t.passwordSent.Load():
		return true
	}
	t.unclear++
	return t.unclear > 1
}

// pending says whether the button that was pressed is still there.
func (a action) pending(view chromium.View) bool {
	if a.document == "" || a.document != view.Document {
		return false
	}
	for _, part := range view.Parts {
		for _, b := range part.Buttons {
			if b.At == a.pressed {
				return true
			}
		}
	}
	return false
}

// repeats says whether a choice would only do again what was done already.
func (a action) repeats(view chromium.View, c choice, mint file.Mint, p *person) bool {
	if a.document == "" || a.document != view.Document {
		return false
	}
	asked := c.asks(mint, p)
	if len(asked) == 0 {
		return c.button.At == a.pressed
	}
	return !slices.ContainsFunc(asked, func(at int) bool { return !slices.Contains(a.typed, at) })
}

// asks are the fields that the form wants a person to type into; some may have the right value already.
func (c choice) asks(mint file.Mint, p *person) (fields []int) {
	if code := c.form.UserCode(); p.userCode != "" && code != nil {
		return []int{code.At}
	}
	for _, field := range []*webform.Field{c.form.Username(mint), c.form.Password(mint)} {
		if field != nil {
			fields = append(fields, field.At)
		}
	}
	return fields
}
