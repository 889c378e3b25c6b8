package redact

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

func someJWT(n int) string {
	return "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9." + redacttest.Opaque(n, 400) + "." + redacttest.Opaque(-n, 342)
}

// knowing is one that knows as many secrets as a run of some length.
func knowing(secrets int) *Redactor {
	v := New(nil, New(nil, nil))
	for i := range secrets {
		switch i % 3 {
		case 0:
			v.Number(someJWT(i), Kinds["access_token"])
		case 1:
			v.Number("v1."+redacttest.Opaque(i, 43), Kinds["refresh_token"])
		case 2:
			v.Number(redacttest.Opaque(i, 32), "cookie")
		}
	}
	return v
}

// benchedTexts are what a record is made of.
func benchedTexts() map[string]string {
	var list strings.Builder
	for i := range 200 {
		id := sha256.Sum256(fmt.Append(nil, i))
		fmt.Fprintf(&list, `{"id":"%s","user_id":"auth0|%s","client_id":"mock-confidential","created_at":"2026-11-27T03:40:45.123Z"},`, redacttest.Opaque(i, 24), hex.EncodeToString(id[:12]))
	}
	return map[string]string{
		"tokens": `{"access_token":"` + someJWT(3) + `","refresh_token":"v1.` + redacttest.Opaque(1, 43) + `","id_token":"` + someJWT(6) + `","token_type":"Bearer","expires_in":86400}`,
		"form":   "grant_type=refresh_token&client_id=mock-confidential&client_secret=abc%2Fdef&refresh_token=v1." + redacttest.Opaque(4, 43),
		"page":   strings.Repeat("<p class=\"text\">A page &amp; what it says, with <a href=\"/a?b=c%20d+e\">a link</a>.</p>\n", 100),
		"list":   list.String(),
		"nasty":  strings.Repeat(`%25\u0041&amp;+\\x41`+redacttest.Opaque(5, 20), 200),
	}
}

func BenchmarkRedact(b *testing.B) {
	v := knowing(3000)
	for name, text := range benchedTexts() {
		b.Run(fmt.Sprintf("%s, %d bytes", name, len(text)), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				v.Redact(text)
			}
		})
	}
}

// What 3000 secrets cost, in time and memory, until they can be looked for.
func BenchmarkIndex(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		knowing(3000).Hide("text")
	}
}
