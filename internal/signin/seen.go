package signin

import (
	"regexp"
	"strings"

	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/webform"
)

// seenForms are the forms that a person sees. What stands in no form counts as one.
func seenForms(view chromium.View) []webform.Form {
	var forms []webform.Form
	for _, part := range view.Parts {
		form := webform.Form{Buttons: buttonsOf(part.Buttons)}
		for _, f := range part.Fields {
			form.Fields = append(form.Fields, webform.Field{
				Name: f.Name, ID: f.ID, Type: f.Type, Value: f.Value, Autocomplete: f.Autocomplete, On: f.On, Words: f.Words, At: f.At,
			})
		}
		if len(form.Fields) > 0 || len(form.Buttons) > 0 {
			forms = append(forms, form)
		}
	}
	return forms
}

func buttonsOf(seen []chromium.Button) []webform.Button {
	var buttons []webform.Button
	for _, b := range seen {
		button := webform.Button{Name: b.Name, Value: b.Value, Text: b.Text, At: b.At}
		if b.Value == b.Text {
			button.Value = ""
		}
		buttons = append(buttons, button)
	}
	return buttons
}

// textOfContinue is all that a link says which stands for a button.
var textOfContinue = regexp.MustCompile(`(?i)^(continue|next|proceed|accept|allow|approve|authori[sz]e|agree|confirm|yes|ok|go on)\b.{0,40}$`)

// linksOf is a form of the links that stand for buttons, for a page that has no others.
func linksOf(view chromium.View) []webform.Form {
	var likely []chromium.Button
	for _, l := range view.Links {
		if textOfContinue.MatchString(strings.TrimSpace(l.Text)) {
			likely = append(likely, l)
		}
	}
	if len(likely) == 0 {
		return nil
	}
	return []webform.Form{{Buttons: buttonsOf(likely)}}
}
