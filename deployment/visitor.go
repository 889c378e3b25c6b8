package deployment

import (
	"context"
	"errors"
	"fmt"
)

// maxForms bounds how many forms in a row are filled; servers need two or three.
const maxForms = 10

// visitor is a person at the server's pages.
type visitor struct {
	user    User
	code    string // the user code of the device flow; "" elsewhere
	entered bool   // the code was
	refuses bool   // instead of agreeing
	refused bool
}

// goThrough fills in forms for the user code, sign-in and consent until the browser is sent away, or comes to a page without
// any form that leads on, or the visitor has refused, and returns that page.
func (b *Browser) goThrough(ctx context.Context, page Page, v *visitor) (Page, error) {
	mint := b.session.Deployment.File.Mint
	passwords := 0
	for range maxForms {
		if page.Stopped || v.refused {
			return page, nil
		}
		form, button, isLogin, found := v.choose(page.Forms(), mint)
		if !found {
			return page, nil
		}
		if isLogin {
			if passwords++; passwords > 1 {
				return Page{}, fmt.Errorf("the page at %s asks for the password a second time; check username and password of the user", page.URL.Path)
			}
		}
		if err := v.fill(&form, mint); err != nil {
			return Page{}, fmt.Errorf("the page at %s %w", page.URL.Path, err)
		}
		next, err := b.Submit(ctx, page, form, button)
		if err != nil {
			return Page{}, fmt.Errorf("after the form at %s: %w", page.URL.Path, err)
		}
		page = next
	}
	return Page{}, fmt.Errorf("still at a form, of the page at %s, after %d of them; choose another mint.strategy", page.URL.Path, maxForms)
}

// choose picks the form to go on with: one for the user code, else one for the password, else one for the user's name,
// else the one whose button looks most like consent, or like a refusal where the visitor refuses.
func (v *visitor) choose(forms []Form, mint Mint) (best Form, button Button, isLogin, found bool) {
	most := 0
	for _, form := range forms {
		submit, rank := form.button()
		asks := v.code != "" && form.userCode() != nil || form.password(mint.PasswordField) != nil || form.username(mint.UsernameField) != nil
		if refusal, offered := form.refusal(); v.refuses && !asks && offered {
			v.refused = true
			return form, refusal, false, true
		}
		switch {
		case rank == 0:
			continue
		case v.code != "" && form.userCode() != nil:
			rank += 30
		case form.password(mint.PasswordField) != nil:
			rank += 20
		case form.username(mint.UsernameField) != nil:
			rank += 10
		}
		if rank > most {
			best, button, most = form, submit, rank
		}
	}
	return best, button, most >= 20 && most < 30, most > 0
}

func (v *visitor) fill(form *Form, mint Mint) error {
	code, name, password := form.userCode(), form.username(mint.UsernameField), form.password(mint.PasswordField)
	if v.code != "" && code != nil {
		if v.entered {
			return errors.New("asks for the user code a second time; it takes the code for a wrong one")
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
		form.tickAll()
	}
	return nil
}
