package redact

import (
	"regexp"
	"strings"
)

// Kinds are the fields whose value is always secret, and the name of such a value.
var Kinds = map[string]string{
	"access_token":              "access token",
	"refresh_token":             "refresh token",
	"id_token":                  "ID token",
	"id_token_hint":             "ID token",
	"token":                     "token",
	"code":                      "code",
	"client_secret":             "client secret",
	"password":                  "password",
	"client_assertion":          "assertion",
	"assertion":                 "assertion",
	"device_code":               "device code",
	"user_code":                 "user code",
	"code_verifier":             "code verifier",
	"mfa_token":                 "MFA token",
	"subject_token":             "token",
	"actor_token":               "token",
	"registration_access_token": "registration token",
	"session_token":             "session token",
	"logout_token":              "logout token",
	"signing_secret":            "signing secret",
	"api_key":                   "API key",
}

// kindNames are the names of values that have none of their own.
var kindNames = func() map[string]bool {
	names := map[string]bool{}
	for _, kind := range Kinds {
		names[kind] = true
	}
	return names
}()

// otherJSON is a secret field whose value is not a string. A number as "code" is an error's.
var otherJSON = lazily(`"(` + fieldNames + `)"(\s*:\s*)(\[[^\]]*\]?|-?[0-9][^\s,}\]]*)`)

// unknownJWT is a signed JWT that nobody has seen before, as a server's log or list may show: of an earlier run, or of somebody
// else.
var unknownJWT = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`)

const unknownJWTName = "unknown JWT"

// field is a secret field found in a text, decoded.
type field struct{ name, value string }

// mostFields bounds how many fields of a text are learnt, of one spelling. No answer has more; the rest are hidden where they
// stand.
const mostFields = 64

// fieldsOf finds the secret fields of a form, a query or a JSON document, even a damaged one.
func fieldsOf(text string) (fields []field) {
	for _, s := range spellings {
		for _, m := range s.places(text, mostFields) {
			fields = append(fields, field{strings.ToLower(text[m[4]:m[5]]), s.decode(text[m[8]:m[9]])})
		}
	}
	return fields
}

// redactFields hides the values of secret fields that have no name yet, or are too short to be looked for.
func (v *Redactor) redactFields(text string) string {
	text = v.redactWords(text)
	for _, s := range spellings {
		text = replacePlaces(s.places(text, -1), text, func(m []string) string {
			return m[1] + m[2] + m[3] + v.placeholder(strings.ToLower(m[2]), m[4], s.decode(m[4])) + m[5]
		})
	}
	if strings.Contains(text, "eyJ") {
		text = unknownJWT.ReplaceAllString(text, "["+unknownJWTName+"]")
	}
	if !mayHave(text, `"`) {
		return text
	}
	return replaceGroups(otherJSON(), text, func(m []string) string {
		if m[1] == "code" {
			return m[0]
		}
		return `"` + m[1] + `"` + m[2] + `"[` + Kinds[m[1]] + `]"`
	})
}

func (v *Redactor) placeholder(field, raw, value string) string {
	if raw == "" || v.isName(raw) {
		return raw
	}
	if name, known := v.nameOf(value); known {
		return "[" + name + "]"
	}
	return "[" + Kinds[field] + "]"
}

// Examined is how much of a text is searched for secrets, in bytes. Less of it is kept.
const Examined = 64 << 10
