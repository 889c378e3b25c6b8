// Package webform reads the forms of an HTML page, and guesses which of them, and which button, a person would use who signs in, consents or
// lets a device in.
package webform

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Form is a form of a page.
type Form struct {
	Action, Method string
	Fields         []Field
	Buttons        []Button
}

// Field is one input of a form. It is sent when On.
type Field struct {
	Name, Type, Value string
	Autocomplete, ID  string
	On                bool

	Words string // beside it, where a person reads them
	At    int    // its number in a Chromium, from 1
}

// Button submits a form. Its own Action and Method, if any, replace the form's.
type Button struct {
	Name, Value, Text string
	Action, Method    string

	At int // its number in a Chromium, from 1
}

// methodOf is the method that an attribute asks for, "" when it asks for none that HTML knows.
func methodOf(attribute string) string {
	switch strings.ToLower(attribute) {
	case "post":
		return http.MethodPost
	case "get":
		return http.MethodGet
	}
	return ""
}

// Values are what submitting the form by the button sends.
func (f Form) Values(button Button) url.Values {
	values := url.Values{}
	for _, field := range f.Fields {
		if field.On {
			values.Add(field.Name, field.Value)
		}
	}
	if button.Name != "" {
		values.Add(button.Name, button.Value)
	}
	return values
}

var nameOfCode = regexp.MustCompile(`(?i)code`)

func (f Field) says(word *regexp.Regexp) bool {
	return word.MatchString(f.Name) || word.MatchString(f.ID) || word.MatchString(f.Words)
}

// UserCode is the field that a person types the user code of the device flow into.
func (f *Form) UserCode() *Field {
	return f.first(func(field Field) bool {
		return slices.Contains([]string{"", "text", "tel", "number"}, field.Type) && field.says(nameOfCode)
	})
}

func (f *Form) first(is func(Field) bool) *Field {
	if i := slices.IndexFunc(f.Fields, is); i >= 0 {
		return &f.Fields[i]
	}
	return nil
}

// TickAll ticks every checkbox: on a page of consent these are scopes.
func (f *Form) TickAll() {
	for i := range f.Fields {
		if f.Fields[i].Type == "checkbox" {
			f.Fields[i].On = true
		}
	}
}

var (
	acceptWords  = regexp.MustCompile(`(?i)\b(accept|allow|approve|authori[sz]e|agree|grant|consent|yes|continue|confirm|ok|submit|log ?in|sign ?in|next|true)`)
	declineWords = regexp.MustCompile(`(?i)\b(deny|denied|cancel|reject|decline|disallow|refuse|no|not|abort|back|log ?out|sign ?out|false|forgot|register|sign ?up|language)\b`)
)

// otherWay is another way of signing in than by a password.
var otherWay = regexp.MustCompile(`(?i)\b(passkey|magic link|((log|sign) ?in|continue) (with|using|via) )`)

// refuseWords are the words for saying no to what a page asks, as against leaving it.
var refuseWords = regexp.MustCompile(`(?i)\b(deny|cancel|reject|decline|disallow|refuse|no|abort)\b`)

// Refusal is the button that says no.
func (f Form) Refusal() (Button, bool) {
	i := slices.IndexFunc(f.Buttons, func(b Button) bool { return refuseWords.MatchString(b.words()) })
	if i < 0 {
		return Button{}, false
	}
	return f.Buttons[i], true
}

// words are what a button says, and what is sent by it.
func (b Button) words() string {
	words := strings.Join([]string{cutLabel(b.Text), cutLabel(b.Value), cutLabel(b.Name), cutLabel(b.Action)}, " ")
	return strings.NewReplacer("_", " ", "-", " ", "/", " ").Replace(words)
}

// eagerness says how much a button looks like going on: 2 yes, 1 maybe, 0 no.
func (b Button) eagerness() int {
	words := b.words()
	switch {
	case declineWords.MatchString(words), otherWay.MatchString(words) && !strings.Contains(strings.ToLower(words), "password"):
		return 0
	case acceptWords.MatchString(words):
		return 2
	}
	return 1
}

// Submit is the one to go on with; a form without any is sent as by the return key.
func (f Form) Submit() (button Button, eagerness int) {
	if len(f.Buttons) == 0 {
		return Button{}, 1
	}
	eagerness = -1
	for _, b := range f.Buttons {
		if most := b.eagerness(); most > eagerness {
			button, eagerness = b, most
		}
	}
	return button, eagerness
}
