package deployment

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/chromium"
)

// deed is what was done last: a page may show the same for a while, until something comes of it.
type deed struct {
	document, message string
	login             bool
	typed             []int
	pressed           int
	asked             int64 // how often the page had asked for something by then
	again             int   // how often it was pressed again
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
func (d deed) covers(view chromium.View, t turn, mint Mint, person *visitor) bool {
	if d.document == "" || d.document != view.Document {
		return false
	}
	var asked []int
	for _, field := range []*Field{t.form.username(mint.UsernameField), t.form.password(mint.PasswordField)} {
		if field != nil {
			asked = append(asked, field.at)
		}
	}
	if code := t.form.userCode(); person.code != "" && code != nil {
		asked = []int{code.at}
	}
	if len(asked) == 0 {
		return t.button.at == d.pressed
	}
	return !slices.ContainsFunc(asked, func(at int) bool { return !slices.Contains(d.typed, at) })
}

// pressAgain presses the button once more, where nothing at all came of it: the script for it may have come later, or may want
// a mouse.
func (v *visit) pressAgain(ctx context.Context, view chromium.View, done *deed) error {
	const tries = 3
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

// take fills in a form by the keyboard, and presses the button.
func (v *visit) take(ctx context.Context, view chromium.View, t turn, person *visitor) (deed, error) {
	mint := v.session.Deployment.File.Mint
	before := slices.Clone(t.form.Fields)
	done := deed{document: view.Document, message: view.Message, login: t.login, pressed: t.button.at}
	t.form.Fields = slices.Clone(before)
	if err := v.session.Deployment.File.MayFillIn(view.Path, view.Origin); err != nil {
		return done, err
	}
	if err := person.fill(&t, mint); err != nil {
		return done, person.atPage(view.Path, err, v.session.Redact(view.Message))
	}
	for i, field := range t.form.Fields {
		var there bool
		var err error
		switch {
		case field.Value != before[i].Value:
			done.typed = append(done.typed, field.at)
			there, err = v.page.Type(ctx, view, field.at, field.Value)
		case field.On != before[i].On:
			there, err = v.page.Press(ctx, view, field.at)
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
		now, err := v.page.Look(ctx)
		if err != nil || now.Document != view.Document {
			return err
		}
		for _, form := range seenForms(now) {
			if slices.ContainsFunc(form.Fields, func(f Field) bool { return slices.Contains(done.typed, f.at) }) {
				button, _ = form.button()
			}
		}
	}
	done.pressed, done.asked = button.at, v.page.Asked()
	if button.at == 0 {
		return v.page.Return(ctx)
	}
	_, err := v.page.Press(ctx, view, button.at)
	return err
}

// seenForms are the forms that a person sees. What stands in no form counts as one.
func seenForms(view chromium.View) []Form {
	var forms []Form
	for _, part := range view.Parts {
		form := Form{Buttons: buttonsOf(part.Buttons)}
		for _, f := range part.Fields {
			form.Fields = append(form.Fields, Field{
				Name: f.Name, Type: f.Type, Value: f.Value, Autocomplete: f.Autocomplete, On: f.On, words: f.Words, at: f.At,
			})
		}
		if len(form.Fields) > 0 || len(form.Buttons) > 0 {
			forms = append(forms, form)
		}
	}
	return forms
}

func buttonsOf(seen []chromium.Button) []Button {
	var buttons []Button
	for _, b := range seen {
		button := Button{Name: b.Name, Value: b.Value, Text: b.Text, at: b.At}
		if b.Value == b.Text {
			button.Value = ""
		}
		buttons = append(buttons, button)
	}
	return buttons
}

// leading is all that a link says which stands for a button.
var leading = regexp.MustCompile(`(?i)^(continue|next|proceed|accept|allow|approve|authori[sz]e|agree|confirm|yes|ok|go on)\b.{0,40}$`)

// linksOf is a form of the links that stand for buttons, for a page that has no others.
func linksOf(view chromium.View) []Form {
	var likely []chromium.Button
	for _, l := range view.Links {
		if leading.MatchString(strings.TrimSpace(l.Text)) {
			likely = append(likely, l)
		}
	}
	if len(likely) == 0 {
		return nil
	}
	return []Form{{Buttons: buttonsOf(likely)}}
}
