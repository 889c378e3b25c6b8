package deployment

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// spellingsFor are the secret itself and as an encoder writes it whose output is then encoded as a whole: by base64, of
// which no view can be made. The decoded form is for a header or cookie that was encoded by its sender.
func spellingsFor(secret string) []string {
	spellings := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), unescapeParameter(secret)}
	if quoted := quotedJSON(secret, true); quoted != secret {
		spellings = append(spellings, quoted, quotedJSON(secret, false))
	}
	return spellings
}

// quotedJSON is a text as it stands between the quotes of a JSON string.
func quotedJSON(text string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(text) // a text always can be
	return strings.TrimSuffix(out.String()[1:], "\"\n")
}

// formsOf is the secret itself, in hexadecimal digits, and its base64 in both alphabets at all three alignments: what
// stands before the secret decides how its bytes fall on characters. Characters shared with a neighbour are left out.
func formsOf(secret string) []string {
	digits := hex.EncodeToString([]byte(secret))
	forms := []string{secret, digits, strings.ToUpper(digits)}
	for before, shared := range []int{0, 2, 3} {
		encoded := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:before] + secret))
		whole := (before + len(secret)) * 8 / 6
		if whole <= shared {
			continue
		}
		form := encoded[shared:whole]
		forms = append(forms, form, strings.NewReplacer("+", "-", "/", "_").Replace(form))
	}
	return forms
}

// shortestPart is how much of a secret's beginning is hidden where the rest is cut off, in bytes. From less, nobody
// guesses the rest of a random value, and words that are no secret begin alike.
const shortestPart = 12

// beginningOf is said before the name of a secret that was cut off.
const beginningOf = "beginning of "

// opaque is what may as well be random as words.
var opaque = regexp.MustCompile(`^[A-Za-z._~+/=-]{0,11}[0-9][0-9A-Za-z._~+/=-]*$`)

// leastPart is how much of a secret's beginning is as secret as the whole, in bytes; 0: nothing less than the whole. JWTs
// of one issuer begin alike; the values of forms and codes may be words.
func leastPart(secret, name string) int {
	kind := strings.TrimRight(name, " 0123456789")
	if (kind == kindSignIn || kind == kindForm || kind == kinds["code"]) && !opaque.MatchString(secret) {
		return 0
	}
	if parts := strings.Split(secret, "."); len(parts) == 3 && strings.HasPrefix(secret, "eyJ") {
		return len(parts[0]) + 1 + shortestPart
	}
	return shortestPart
}
