package signin

import (
	"errors"
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/webform"
)

// maxForms bounds how many forms in a row are filled; servers need two or three.
const maxForms = 10

// person is who signs in at the server's pages.
type person struct {
	user        file.User
	userCode    string // the user code of the device flow; "" elsewhere
	codeEntered bool   // the code was
	refuses     bool   // instead of agreeing
	refused     bool
	passwords   int // how often one was asked for
}

// choice is what a person does at a page: a form, and the button to press.
type choice struct {
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

func tooManyForms(path string) error {
	return fmt.Errorf("still at a form, of the page at %s, after %d of them; choose another mint.strategy", path, maxForms)
}

// atPage says where something went wrong, what the page says itself (a phrase without secrets), and what to do.
func atPage(path string, err error, says string) error {
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
// else the one whose button looks most like consent, or like a refusal where the person refuses.
func (p *person) choose(forms []webform.Form, mint file.Mint) (best choice, found bool) {
	most := 0
	for _, form := range forms {
		submit, rank := form.Submit()
		asks := p.userCode != "" && form.UserCode() != nil || form.Password(mint) != nil || form.Username(mint) != nil
		if p.refuses && !asks {
			if refusal, offered := form.Refusal(); offered {
				return choice{form: form, button: refusal, refusal: true}, true
			}
		}
		switch {
		case rank == 0:
			continue
		case p.userCode != "" && form.UserCode() != nil:
			rank += 30
		case form.Password(mint) != nil:
			rank += 20
		case form.Username(mint) != nil:
			rank += 10
		}
		if rank > most {
			best, most = choice{form: form, button: submit}, rank
		}
	}
	best.login = most >= 20 && most < 30
	return best, most > 0
}

// fill does what is to be done before the button is pressed.
func (p *person) fill(c *choice, mint file.Mint) error {
	p.refused = c.refusal
	if c.login {
		if p.passwords++; p.passwords > 1 {
			return errPasswordAgain
		}
	}
	form := &c.form
	code, name, password := form.UserCode(), form.Username(mint), form.Password(mint)
	if p.userCode != "" && code != nil {
		if p.codeEntered {
			return errCodeAgain
		}
		code.Value, p.codeEntered = p.userCode, true
		return nil
	}
	if name != nil {
		name.Value = p.user.Username
	}
	if password != nil {
		password.Value = p.user.Password
	}
	if name == nil && password == nil && !p.refused {
		form.TickAll()
	}
	return nil
}
