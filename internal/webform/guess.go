package webform

import (
	"regexp"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
)

// typedInto are the types of fields that show what is typed.
var typedInto = []string{"", "text", "email", "tel"}

var (
	nameOfPassword = regexp.MustCompile(`(?i)passw|passphrase|pwd|secret|kennwort|mot.?de.?passe|contrase|(^|[^a-z])pass($|[^a-z])|(?-i:[a-z]Pass$)|(^|[^a-z])p(w|sw)($|[^a-z])`)
	otherSecret    = regexp.MustCompile(`(?i)code|otp|token|captcha|forg|remember|show|hint|new|confirm`)
	nameOfUser     = regexp.MustCompile(`(?i)user|login|e-?mail|identifier|account|^name$`)
)

// Password is the field for the password: the one that the file names, else the first of its type, else the one that is called so
// although it shows what is typed.
func (f *Form) Password(mint file.Mint) *Field {
	if mint.PasswordField != "" {
		return f.Field(mint.PasswordField)
	}
	guesses := []func(Field) bool{
		func(field Field) bool { return field.Type == "password" },
		func(field Field) bool {
			return isTyped(field) && strings.Contains(field.Autocomplete, "current-password")
		},
		func(field Field) bool {
			return isTyped(field) && (nameOfPassword.MatchString(field.Name) || nameOfPassword.MatchString(field.ID)) && !otherSecret.MatchString(field.Name+" "+field.ID)
		},
	}
	return f.likeliest(guesses)
}

// Username is the field for the user's name: the one that the file names, else the likeliest that a person can type into.
func (f *Form) Username(mint file.Mint) *Field {
	if mint.UsernameField != "" {
		return f.Field(mint.UsernameField)
	}
	password := f.Password(mint)
	may := func(field Field) bool {
		return isTyped(field) && (password == nil || field != *password) && !strings.Contains(strings.ToLower(field.Name), "code")
	}
	guesses := []func(Field) bool{
		func(field Field) bool { return may(field) && strings.Contains(field.Autocomplete, "username") },
		func(field Field) bool {
			return may(field) && (field.Type == "email" || strings.Contains(field.Autocomplete, "email"))
		},
		func(field Field) bool { return may(field) && field.says(nameOfUser) },
	}
	if password != nil {
		guesses = append(guesses, may)
	}
	return f.likeliest(guesses)
}

func isTyped(field Field) bool { return slices.Contains(typedInto, field.Type) }

// likeliest is the first field for which the first of the guesses holds, else the second, and so on.
func (f *Form) likeliest(guesses []func(Field) bool) *Field {
	for _, is := range guesses {
		if field := f.first(is); field != nil {
			return field
		}
	}
	return nil
}

// Field returns the field of that name, else of that id, nil when there is none.
func (f *Form) Field(name string) *Field {
	if field := f.first(func(field Field) bool { return field.Name == name }); field != nil {
		return field
	}
	return f.first(func(field Field) bool { return field.ID == name })
}
