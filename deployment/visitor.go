package deployment

import (
	"context"
	"fmt"
)

// maxForms bounds how many forms in a row are filled; servers need two or three.
const maxForms = 10

// goThrough fills in forms for sign-in and consent until the browser is sent away, or comes to a page without any form
// that leads on, and returns that page.
func (b *Browser) goThrough(ctx context.Context, page Page, user User) (Page, error) {
	mint := b.session.Deployment.File.Mint
	passwords := 0
	for range maxForms {
		if page.Stopped {
			return page, nil
		}
		form, button, isLogin, found := choose(page.Forms(), mint)
		if !found {
			return page, nil
		}
		if isLogin {
			if passwords++; passwords > 1 {
				return Page{}, fmt.Errorf("the page at %s asks for the password a second time; check username and password of the user", page.URL.Path)
			}
		}
		fill(&form, mint, user)
		next, err := b.Submit(ctx, page, form, button)
		if err != nil {
			return Page{}, fmt.Errorf("after the form at %s: %w", page.URL.Path, err)
		}
		page = next
	}
	return Page{}, fmt.Errorf("still at a form, of the page at %s, after %d of them; choose another mint.strategy", page.URL.Path, maxForms)
}

// choose picks the form to go on with: one for the password, else one for the user's name, else the one whose button
// looks most like consent.
func choose(forms []Form, mint Mint) (best Form, button Button, isLogin, found bool) {
	most := 0
	for _, form := range forms {
		submit, rank := form.button()
		switch {
		case rank == 0:
			continue
		case form.password(mint.PasswordField) != nil:
			rank += 20
		case form.username(mint.UsernameField) != nil:
			rank += 10
		}
		if rank > most {
			best, button, most = form, submit, rank
		}
	}
	return best, button, most >= 20, most > 0
}

func fill(form *Form, mint Mint, user User) {
	name, password := form.username(mint.UsernameField), form.password(mint.PasswordField)
	if name != nil {
		name.Value = user.Username
	}
	if password != nil {
		password.Value = user.Password
	}
	if name == nil && password == nil {
		form.tickAll()
	}
}
