package deployment

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// quotedJSON is a text as it stands between the quotes of a JSON string.
func quotedJSON(text string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(text) // a text always can be
	return strings.TrimSuffix(out.String()[1:], "\"\n")
}

// formsOf is the secret itself, in hexadecimal digits, and its base64 in both alphabets at all three alignments. Characters
// shared with a neighbour are left out.
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
