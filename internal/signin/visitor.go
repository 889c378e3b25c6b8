package signin

import (
	"context"
	"errors"
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/webform"
)

// maxForms bounds how many forms in a row are filled; servers need two or three.
const maxForms = 10

// visitor is a person at the server's pages.
type visitor struct {
	user      file.User
	code      string // the user code of the device flow; "" elsewhere
	entered   bool   // the code was
	refuses   bool   // instead of agreeing
	refused   bool
	passwords int // how often one was asked for
}

// turn is what a visitor does at a page: a form, and the button to press.
type turn struct {
	form    webform.Form
	button  webform.Button
	login   bool // the form asks for the password
	refusal bool
}

// What a page tells by asking again.
var (
	errPasswordAgain = errors.New("asks for the password a second time")
	errCodeAgain     = errors.New("asks for the user code a second time; it takes the code for a wrong one")
)

// goThrough fills in forms for the user code, sign-in and consent until the browser is sent away, or comes to a page without
// any form that leads on, or the visitor has refused, and returns that page.
func (b *Browser) goThrough(ctx context.Context, page Page, v *visitor) (Page, error) {
	mint := b.session.Server.File.Mint
	for range maxForms {
		if page.Stopped || v.refused {
			return page, nil
		}
		at := b.session.Path(page.URL.Path)
		forms, err := page.Forms()
		if err != nil {
			return Page{}, fmt.Errorf("the page at %s %w", at, err)
		}
		t, found := v.choose(forms, mint)
		if !found {
			return page, nil
		}
		if f := b.session.Server.File; !f.Trusts(page.URL.String()) {
			return Page{}, f.Untrusted("the page at "+at, file.WantsFilling, page.URL)
		}
		if err := v.fill(&t, mint); err != nil {
			return Page{}, v.atPage(at, err, "")
		}
		next, err := b.Submit(ctx, page, t.form, t.button)
		if err != nil {
			return Page{}, fmt.Errorf("after the form at %s: %w", at, err)
		}
		page = next
	}
	return Page{}, tooManyForms(b.session.Path(page.URL.Path))
}

func tooManyForms(path string) error {
	return fmt.Errorf("still at a form, of the page at %s, after %d of them; choose another mint.strategy", path, maxForms)
}

// atPage says where something went wrong, what the page says itself (a phrase without secrets), and what to do.
func (v *visitor) atPage(path string, err error, says string) error {
	text := fmt.Sprintf("the page at %s %s", path, err)
	if says != "" {
		text += fmt.Sprintf(", and says %q", says)
	}
	if errors.Is(err, errPasswordAgain) {
		text += "; check username and password of the user"
	}
	return errors.New(text)
}

// choose picks the form to go on with: one for the user code, else one for the password, else one for the user's name,
// else the one whose button looks most like consent, or like a refusal where the visitor refuses.
func (v *visitor) choose(forms []webform.Form, mint file.Mint) (best turn, found bool) {
	most := 0
	for _, form := range forms {
		submit, rank := form.Submit()
		asks := v.code != "" && form.UserCode() != nil || form.Password(mint) != nil || form.Username(mint) != nil
		if v.refuses && !asks {
			if refusal, offered := form.Refusal(); offered {
				return turn{form: form, button: refusal, refusal: true}, true
			}
		}
		switch {
		case rank == 0:
			continue
		case v.code != "" && form.UserCode() != nil:
			rank += 30
		case form.Password(mint) != nil:
			rank += 20
		case form.Username(mint) != nil:
			rank += 10
		}
		if rank > most {
			best, most = turn{form: form, button: submit}, rank
		}
	}
	best.login = most >= 20 && most < 30
	return best, most > 0
}

// fill does what is to be done before the button is pressed.
func (v *visitor) fill(t *turn, mint file.Mint) error {
	v.refused = t.refusal
	if t.login {
		if v.passwords++; v.passwords > 1 {
			return errPasswordAgain
		}
	}
	form := &t.form
	code, name, password := form.UserCode(), form.Username(mint), form.Password(mint)
	if v.code != "" && code != nil {
		if v.entered {
			return errCodeAgain
		}
		code.Value, v.entered = v.code, true
		return nil
	}
	if name != nil {
		name.Value = v.user.Username
	}
	if password != nil {
		password.Value = v.user.Password
	}
	if name == nil && password == nil && !v.refused {
		form.TickAll()
	}
	return nil
}
