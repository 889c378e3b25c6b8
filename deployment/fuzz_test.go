package deployment

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

// No file makes Parse panic, and none is accepted without an issuer.
func FuzzParse(f *testing.F) {
	f.Add(minimal)
	f.Add("a: &a [*a, {<<: *a}]\n${X}: '${file:y}'\n")
	f.Fuzz(func(t *testing.T, text string) {
		if file, err := Parse("d.yaml", []byte(text), noEnv); err == nil && file.Issuer == "" {
			t.Error("accepted without issuer")
		}
	})
}

// Whatever the secret and its surroundings are, nothing of the usual spellings is left.
func FuzzRedact(f *testing.F) {
	f.Add("s3cr3t+/=", "a", "%20\\u0041&amp;")
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		if len(secret) < 8 || len(secret) > 1000 || strings.Contains(before+"[x]"+after, secret) {
			return
		}
		v := newVault()
		v.name(secret, "x")
		for _, spelling := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			if got := v.redactFields(v.redact(before + spelling + after)); strings.Contains(got, spelling) {
				t.Errorf("%q is left in %q", spelling, got)
			}
		}
		encoded := base64.StdEncoding.EncodeToString([]byte(before + secret + after))
		for _, form := range formsOf(secret)[1:] {
			if strings.Contains(v.redact(encoded), form) {
				t.Errorf("%q is left in base64", form)
			}
		}
	})
}
