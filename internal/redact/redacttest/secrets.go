// Package redacttest has ways in which a secret may be written, for tests of what is to hide it.
package redacttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
)

// InJSON is a text as it stands between the quotes of a JSON string.
func InJSON(text string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(text) // a text always can be
	return strings.TrimSuffix(out.String()[1:], "\"\n")
}

// Forms is the secret itself, in hexadecimal digits, and its base64 in both alphabets at all three alignments. Characters
// shared with a neighbour are left out.
func Forms(secret string) []string {
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

// Spellings are the ways in which a secret may stand in a text.
func Spellings(secret string) map[string]string {
	var percent strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&percent, "%%%02x", b)
	}
	asJSON, _ := json.Marshal(secret)
	var unescaped bytes.Buffer
	encoder := json.NewEncoder(&unescaped)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(secret)
	spellings := map[string]string{
		"raw":                 secret,
		"query":               url.QueryEscape(secret),
		"path":                url.PathEscape(secret),
		"%20":                 strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		"every byte":          percent.String(),
		"twice":               url.QueryEscape(url.QueryEscape(secret)),
		"JSON":                strings.Trim(string(asJSON), `"`),
		"JSON, no HTML":       strings.Trim(strings.TrimSpace(unescaped.String()), `"`),
		"JSON, ASCII":         strings.Trim(strconv.QuoteToASCII(secret), `"`),
		"JSON, slashes":       strings.ReplaceAll(strings.Trim(string(asJSON), `"`), "/", `\/`),
		"HTML":                html.EscapeString(secret),
		"URL in JSON":         strings.ReplaceAll(url.QueryEscape(secret), "%", `\u0025`),
		"base64 in a form":    url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("id:" + secret))),
		"JSON twice":          InJSON(InJSON(secret, true), true),
		"HTML in JSON":        InJSON(html.EscapeString(secret), true),
		"JSON in HTML":        html.EscapeString(InJSON(secret, false)),
		"JSON in a query":     url.QueryEscape(InJSON(secret, false)),
		"JavaScript":          strings.ReplaceAll(percent.String(), "%", `\x`),
		"hex":                 hex.EncodeToString([]byte(secret)),
		"HEX":                 strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"base64 of JSON":      base64.StdEncoding.EncodeToString([]byte(`{"k":"` + InJSON(secret, true) + `"}`)),
		"Basic, form-encoded": base64.StdEncoding.EncodeToString([]byte("an+id:" + url.QueryEscape(secret))),
	}
	for before := range 3 {
		for after := range 3 {
			around := strings.Repeat("i", before) + secret + strings.Repeat("o", after)
			key := fmt.Sprintf("base64 %d/%d ", before, after)
			spellings[key+"std"] = base64.StdEncoding.EncodeToString([]byte(around))
			spellings[key+"url"] = base64.RawURLEncoding.EncodeToString([]byte(around))
		}
	}
	return spellings
}

// Opaque is the nth of values as random as tokens are, the same in every run.
func Opaque(n, length int) string {
	var out strings.Builder
	for i := 0; out.Len() < length; i++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%d/%d", n, i))
		out.WriteString(base64.RawURLEncoding.EncodeToString(sum[:]))
	}
	return out.String()[:length]
}
