package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// sized is an ordinary answer.
func sized(head, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", head, len(body), body)
}

// raw is an answer whose headers say less, or other, than what follows.
func raw(head, body string) string {
	return "HTTP/1.1 " + head + "\r\nContent-Type: application/json\r\n\r\n" + body
}

// Bytes after an answer's end are nobody's business but are said to be there: net/http would write them into the log.
func TestBytesAfterAnAnswerAreNotShown(t *testing.T) {
	inFull(t)
	canary := "CANARY" + rand.Text()
	tokens := fmt.Sprintf(`{"access_token":"at-%[1]s","refresh_token":"rt-%[1]s","token_type":"Bearer","expires_in":60}`, canary)
	for name, answer := range map[string]string{
		"more than Content-Length":   raw(fmt.Sprintf("200 OK\r\nContent-Length: %d", len(tokens)), tokens+"debug: "+tokens),
		"a Content-Length too small": raw("200 OK\r\nContent-Length: 9", tokens),
		"a 204 with a body":          raw("204 No Content", tokens),
		"a 304 with a body":          raw("304 Not Modified", tokens),
		"after the last chunk":       raw("200 OK\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"+tokens),
		"a second answer":            raw("200 OK\r\nContent-Length: 2", "{}"+raw("200 OK", tokens)),
	} {
		for _, args := range [][]string{{"doctor"}, {"run", "--rule", "REV-01"}} {
			t.Run(name+", "+args[0], func(t *testing.T) {
				h := newHostile(t, at("POST /oauth/token", "", answer))
				_, out := h.run(t.Context(), append(args, "--deployment", h.file(nil))...)
				assert.NotContains(t, out, canary)
				assert.NotContains(t, out, "Unsolicited")
			})
		}
	}
}

// evil is what a terminal would obey.
const evil = "\x1b[31mred \x1b]0;title\x07 \u009b2J \u202egnp.exe\u2066 \r"

func withoutControls(t *testing.T, out string) {
	t.Helper()
	for i, c := range out {
		if c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) {
			assert.Failf(t, "it steers the terminal", "%q in %q", c, out[max(0, i-60):min(len(out), i+60)])
			return
		}
	}
}

// Whatever a server says, and by whatever way it comes to be said, it steers no terminal.
func TestNoServerSteersTheTerminal(t *testing.T) {
	inFull(t)
	redirect := func(query string) string {
		return "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/callback?" + query + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
	}
	const escaped = "%1b%5b31mred%07%c2%9b2J%e2%80%ae"
	page := func(body string) string {
		return strings.Replace(sized("200 OK", body), "application/json", "text/html", 1)
	}
	for name, test := range map[string]struct {
		says   func(*http.Request, string) (string, bool)
		signIn bool   // by pages
		said   string // by doctor
	}{
		"metadata for another issuer": {says: at("GET /.well-known/", "", sized("200 OK", `{"issuer":"\u001b[31m\u009b\u202e"}`)), said: "is for issuer"},
		"a redirect of the metadata":  {says: at("GET /.well-known/", "", sized("302 Found\r\nLocation: http://evil"+escaped+"/", "")), said: "redirects (302)"},
		"a coding":                    {says: at("POST /oauth/token", "", sized("200 OK\r\nContent-Encoding: a\u009b31m\u202e", "{}")), said: "Content-Encoding"},
		"an error_description":        {says: at("POST /oauth/token", "", sized("400 No", `{"error":"invalid_grant","error_description":"\u001b[31m\u009b\u202e"}`)), said: "400 invalid_grant"},
		"headers that name limits":    {says: at("POST /oauth/token", "", sized("403 No\r\nRetry-After: \u009b31m\u202e\r\nX-RateLimit-Limit: \u009b1\u202e\r\nRateLimit-Policy: \"\u009b\u202e\";q=10;w=1", "{}"))},
		"an error of the sign-in":     {says: at("GET /authorize", "", redirect("error=no"+escaped+"&error_description="+escaped)), signIn: true},
		"names of fields":             {says: at("GET /authorize", "", page("<form><input name=\"pass\x1b[31m\u009b\u202eword\" type=password></form>")), signIn: true},
		"a page that is no form":      {says: at("GET /authorize", "", page("<title>"+evil+"</title><h1>"+evil+"</h1>")), signIn: true},
		"a path":                      {says: at("GET /authorize", "", sized("302 Found\r\nLocation: /u/"+escaped, "")), signIn: true},
		"words of the Management API": {says: at("GET /api/v2/", "", sized("403 No", `{"error":"\u001b[31m","message":"\u009b\u202e","errorCode":"\u001b7"}`))},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHostile(t, test.says)
			path := h.file(func(f *file.File) {
				f.Clients = file.Clients{Confidential: f.Clients.Confidential}
				if test.signIn {
					f.Mint.Strategy = "authorization_code"
				}
			})
			_, out := h.run(t.Context(), "doctor", "--deployment", path)
			withoutControls(t, out)
			assert.Contains(t, out, test.said)
			_, out = h.run(t.Context(), "run", "--rule", "REV-01", "--deployment", path)
			withoutControls(t, out)
		})
	}
}

// Nor do files that others wrote, nor the words of a command.
func TestNoFileSteersTheTerminal(t *testing.T) {
	inFull(t)
	const id = `REV-01\u001b[31m\u009b\u202e`
	forged := write(t, "run.json", `{"schema":"revokespec/run/v1","rules":[{"id":"`+id+`","level":"must","verdict":"pass"}]}`)
	strange := write(t, "strange.json", `{"schema":"revokespec/run/\u001b[31m\u009b\u202e"}`)
	waivers := write(t, "waivers.yaml", "- {rule: \"REV-01\\e[31m\\x9b\\u202e\", reason: \"\\e[31m\\u202e\", until: 2027-01-01, \"key\\e[31m\": 1}\n")
	seed := write(t, "seed.yaml", "clients: [{\"name\\e[31m\\x9b\\u202e\": 1}]\n")
	described := write(t, "file.yaml", "issuer: http://127.0.0.1:1/\n\"key\\e[31m\\x9b\\u202e\": 1\n")
	folder := filepath.Dir(write(t, "evil.feature", "Feature: \x1b[31m\u009b\u202e\n  @X\x1b[31m-01 @must\n  Rule: \x1b[31m\u202e\n    Scenario: \x1b[31m\u009b\n      Given \x1b[31m\u009b\u202e\n"))
	says := write(t, "mint.sh", "#!/bin/sh\nprintf '\\033[31m\\302\\2332J\\342\\200\\256' >&2\nexit 3\n")
	h := newHostile(t, func(*http.Request, string) (string, bool) { return "", false })
	command := h.file(func(f *file.File) {
		f.Mint.Strategy, f.Mint.Command = "exec", []string{"/bin/sh", says}
		f.Clients = file.Clients{Confidential: f.Clients.Confidential}
	})
	for _, args := range [][]string{
		{"report", forged}, {"report", strange}, {"report", "--report", "junit=-", forged}, {"diff", forged, forged}, {"diff", strange, forged},
		{"run", "--waivers", waivers}, {"mock", "--seed", seed}, {"run", "--deployment", described}, {"doctor", "--deployment", described}, {"restore", "--deployment", described},
		{"run", "--features", folder}, {"rules", "--features", folder}, {"doctor", "--deployment", command}, {"run", "--rule", "REV-01", "--deployment", command},
		{"run", "--rule", evil}, {"run", evil}, {evil}, {"run", "--" + evil}, {"run", "--report", "json=" + evil + "/x"}, {"doctor", "--issuer", evil}, {"rules", "--format", evil},
	} {
		_, out := h.run(t.Context(), args...)
		require.NotEmpty(t, out, args)
		withoutControls(t, out)
	}
}
