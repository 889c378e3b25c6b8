package webform

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// A password is asked for by what its field is called, too, and the name is not what is asked for beside it.
func TestWhichFieldIsWhich(t *testing.T) {
	for html, want := range map[string]string{
		`<input name=a type=password>`:                                                                       "|a",
		`<input name=login><input name=passwd>`:                                                              "login|passwd",
		`<input name=user_password><input name=user_name>`:                                                   "user_name|user_password",
		`<input name=userPass type=text><input name=x id=email>`:                                             "x|userPass",
		`<input name=x autocomplete="section-a current-password"><input name=y>`:                             "y|x",
		`<input name=pw><input name=user>`:                                                                   "user|pw",
		`<input name=j_username><input name=j_password type=password><input name=client_secret type=hidden>`: "j_username|j_password",
		`<input name=a id=pass><input name=b id=username>`:                                                   "b|a",
		`<input name=passport>`:                                                                              "|",
		`<input name=passcode>`:                                                                              "|",
		`<input name=new_password><input name=otp>`:                                                          "|",
		`<input name=compass>`:                                                                               "|",
		`<input name=q>`:                                                                                     "|",
		`<input type=checkbox name=show_password>`:                                                           "|",
		`<input name=remember_pass type=text>`:                                                               "|",
	} {
		forms, err := Read([]byte("<form>" + html + "</form>"))
		require.NoError(t, err)
		name := func(f *Field) string {
			if f == nil {
				return ""
			}
			return f.Name
		}
		assert.Equal(t, want, name(forms[0].Username(file.Mint{}))+"|"+name(forms[0].Password(file.Mint{})), html)
	}
}
