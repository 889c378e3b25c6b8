package signin

import (
	"context"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/webform"
)

// pressAgain presses the button once more, where nothing at all came of it: the script for it may have come later, or may want
// a mouse.
func (t *tabPages) pressAgain(ctx context.Context, view chromium.View, done *action) error {
	const tries = 3
	if form := done.formNow(view); form != nil && (done.pressed == 0 || !t.passwordSent.Load()) {
		if button, _ := form.Submit(); button.At != 0 && button.At != done.pressed && done.again < tries { // it may be pressed only now
			done.again++
			return t.pressOnce(ctx, view, button, done)
		}
	}
	if !done.pending(view) || done.again == tries || t.Asked() != done.asked {
		return nil
	}
	press := t.Click
	if done.again++; done.again > 1 {
		press = t.Press
	}
	_, err := press(ctx, view, done.pressed)
	return err
}

// fillIn fills in a form by the keyboard, and presses the button. last is what was done before.
func (t *tabPages) fillIn(ctx context.Context, view chromium.View, c choice, p *person, last action) (action, error) {
	mint := t.signer.Server.File.Mint
	before := slices.Clone(c.form.Fields)
	done := action{document: view.Document, message: view.Message, login: c.login, typed: c.asks(mint, p), pressed: c.button.At}
	c.form.Fields = slices.Clone(before)
	if err := t.signer.Server.File.MayFillIn(t.signer.Path(view.Path), view.Origin); err != nil {
		return done, err
	}
	if c.login && last.login && !t.passwordGiven(last) {
		p.passwords = 0 // a script has only put another form in the place of the one that was filled in
	}
	if err := p.fill(&c, mint); err != nil {
		return done, atPage(t.signer.Path(view.Path), err, t.signer.Phrase(view.Message))
	}
	for i, field := range c.form.Fields {
		var there bool
		var err error
		switch {
		case field.Value != before[i].Value:
			there, err = t.Type(ctx, view, field.At, field.Value)
		case field.On != before[i].On:
			there, err = t.Press(ctx, view, field.At)
		default:
			continue
		}
		if err != nil || !there {
			return done, err
		}
	}
	return done, t.press(ctx, view, c, &done)
}

// press presses the button of the form, which scripts may offer only now that the form is filled in, or the return key.
func (t *tabPages) press(ctx context.Context, view chromium.View, c choice, done *action) error {
	button := c.button
	if len(done.typed) > 0 {
		if err := t.waitForRequests(ctx); err != nil {
			return err
		}
		now, err := t.Look(ctx)
		if err != nil || now.Document != view.Document {
			return err
		}
		mint := t.signer.Server.File.Mint
		asks := func(f webform.Form) bool { return f.Password(mint) != nil || f.Username(mint) != nil }
		if form := done.formNow(now); form != nil {
			button, _ = form.Submit()
		} else if slices.ContainsFunc(seenForms(now), asks) {
			return nil // a script has put another form in its place, which is looked at next
		}
	}
	return t.pressOnce(ctx, view, button, done)
}

// waitForRequests waits for what the page asks for when something is typed: it may put another form in the place of that one.
func (t *tabPages) waitForRequests(ctx context.Context) error {
	for began := time.Now(); ; {
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return err
		}
		if !t.Busy() || time.Since(began) > quietFor {
			return nil
		}
	}
}

func (t *tabPages) pressOnce(ctx context.Context, view chromium.View, button webform.Button, done *action) (err error) {
	t.passwordSent.Store(false) // what a form sends while it is filled in is not yet an answer
	done.pressed, done.asked, done.pressedIt = button.At, t.Asked(), true
	if button.At == 0 {
		return t.Return(ctx)
	}
	done.pressedIt, err = t.Press(ctx, view, button.At)
	return err
}
