package signin

import (
	"context"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/webform"
)

// deed is what was done last: a page may show the same for a while, until something comes of it.
type deed struct {
	document, message string
	login             bool
	typed             []int
	pressed           int
	was               bool  // the button was there to be pressed
	asked             int64 // how often the page had asked for something by then
	again             int   // how often it was pressed again
}

// onPage is the form in which something was typed, as it is seen now; nil when it has given way.
func (d deed) onPage(view chromium.View) *webform.Form {
	if d.document == "" || d.document != view.Document {
		return nil
	}
	for _, form := range seenForms(view) {
		if slices.ContainsFunc(form.Fields, func(f webform.Field) bool { return slices.Contains(d.typed, f.At) }) {
			return &form
		}
	}
	return nil
}

// passwordGiven says whether the password that was typed last was sent: seen in what the page sent, or, where scripts make something
// else of it, likely so, since something was sent since.
func (v *visit) passwordGiven(done deed) bool {
	switch {
	case !done.was || v.page.Asked() == done.asked:
		return false
	case v.told.Load():
		return true
	}
	v.doubts++
	return v.doubts > 1
}

// pending says whether the page at which something was done has not given way yet.
func (d deed) pending(view chromium.View) bool {
	if d.document == "" || d.document != view.Document {
		return false
	}
	for _, part := range view.Parts {
		for _, b := range part.Buttons {
			if b.At == d.pressed {
				return true
			}
		}
	}
	return false
}

// covers says whether a turn would only do again what was done already.
func (d deed) covers(view chromium.View, t turn, mint file.Mint, person *visitor) bool {
	if d.document == "" || d.document != view.Document {
		return false
	}
	asked := t.asks(mint, person)
	if len(asked) == 0 {
		return t.button.At == d.pressed
	}
	return !slices.ContainsFunc(asked, func(at int) bool { return !slices.Contains(d.typed, at) })
}

// asks are the fields that the form wants a person to type into; some may have the right value already.
func (t turn) asks(mint file.Mint, person *visitor) (fields []int) {
	if code := t.form.UserCode(); person.code != "" && code != nil {
		return []int{code.At}
	}
	for _, field := range []*webform.Field{t.form.Username(mint), t.form.Password(mint)} {
		if field != nil {
			fields = append(fields, field.At)
		}
	}
	return fields
}

// pressAgain presses the button once more, where nothing at all came of it: the script for it may have come later, or may want
// a mouse.
func (v *visit) pressAgain(ctx context.Context, view chromium.View, done *deed) error {
	const tries = 3
	if form := done.onPage(view); form != nil && (done.pressed == 0 || !v.told.Load()) {
		if button, _ := form.Submit(); button.At != 0 && button.At != done.pressed && done.again < tries { // it may be pressed only now
			done.again++
			return v.pressOnce(ctx, view, button, done)
		}
	}
	if !done.pending(view) || done.again == tries || v.page.Asked() != done.asked {
		return nil
	}
	press := v.page.Click
	if done.again++; done.again > 1 {
		press = v.page.Press
	}
	_, err := press(ctx, view, done.pressed)
	return err
}

// take fills in a form by the keyboard, and presses the button. last is what was done before.
func (v *visit) take(ctx context.Context, view chromium.View, t turn, person *visitor, last deed) (deed, error) {
	mint := v.session.Server.File.Mint
	before := slices.Clone(t.form.Fields)
	done := deed{document: view.Document, message: view.Message, login: t.login, typed: t.asks(mint, person), pressed: t.button.At}
	t.form.Fields = slices.Clone(before)
	if err := v.session.Server.File.MayFillIn(v.session.Path(view.Path), view.Origin); err != nil {
		return done, err
	}
	if t.login && last.login && !v.passwordGiven(last) {
		person.passwords = 0 // a script has only put another form in the place of the one that was filled in
	}
	if err := person.fill(&t, mint); err != nil {
		return done, person.atPage(v.session.Path(view.Path), err, v.session.Phrase(view.Message))
	}
	for i, field := range t.form.Fields {
		var there bool
		var err error
		switch {
		case field.Value != before[i].Value:
			there, err = v.page.Type(ctx, view, field.At, field.Value)
		case field.On != before[i].On:
			there, err = v.page.Press(ctx, view, field.At)
		default:
			continue
		}
		if err != nil || !there {
			return done, err
		}
	}
	return done, v.press(ctx, view, t, &done)
}

// press presses the button of the form, which scripts may offer only now that the form is filled in, or the return key.
func (v *visit) press(ctx context.Context, view chromium.View, t turn, done *deed) error {
	button := t.button
	if len(done.typed) > 0 {
		if err := v.settle(ctx); err != nil {
			return err
		}
		now, err := v.page.Look(ctx)
		if err != nil || now.Document != view.Document {
			return err
		}
		mint := v.session.Server.File.Mint
		asks := func(f webform.Form) bool { return f.Password(mint) != nil || f.Username(mint) != nil }
		if form := done.onPage(now); form != nil {
			button, _ = form.Submit()
		} else if slices.ContainsFunc(seenForms(now), asks) {
			return nil // a script has put another form in its place, which is looked at next
		}
	}
	return v.pressOnce(ctx, view, button, done)
}

// settle waits for what the page asks for when something is typed: it may put another form in the place of that one.
func (v *visit) settle(ctx context.Context) error {
	for began := time.Now(); ; {
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return err
		}
		if !v.page.Busy() || time.Since(began) > quietFor {
			return nil
		}
	}
}

func (v *visit) pressOnce(ctx context.Context, view chromium.View, button webform.Button, done *deed) (err error) {
	v.told.Store(false) // what a form sends while it is filled in is not yet an answer
	done.pressed, done.asked, done.was = button.At, v.page.Asked(), true
	if button.At == 0 {
		return v.page.Return(ctx)
	}
	done.was, err = v.page.Press(ctx, view, button.At)
	return err
}
