package deployment

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/record"
)

// The way back to the client is known in each spelling that a browser takes for it, so that no code leaves for there.
func TestTheWayBackInOtherSpellings(t *testing.T) {
	for _, c := range []struct {
		to, stop string
		is       bool
	}{
		{"https://app.example/?code=1", "https://app.example", true}, {"https://app.example?code=1", "https://app.example/", true},
		{"https://APP.example/cb", "https://app.example/cb", true}, {"https://app.example:443/cb", "https://app.example/cb", true},
		{"http://app.example:80/cb", "http://app.example/cb", true}, {"https://xn--bcher-kva.example/cb", "https://Bücher.example/cb", true},
		{"https://app.example:8443/cb", "https://app.example/cb", false}, {"http://app.example/cb", "https://app.example/cb", false},
		{"https://app.example/cb/", "https://app.example/cb", false}, {"https://app.example/", "https://app.example/cb", false},
		{"com.example.app:/cb?code=1", "com.example.app:/cb", true}, {"com.example.app:cb?code=1", "com.example.app:cb", true},
		{"com.example.app:other", "com.example.app:cb", false}, {"com.example.app://CB/x", "com.example.app://cb/x", true},
		{"https://app.example/", "", false}, {"", "", false},
	} {
		to, err := url.Parse(c.to)
		require.NoError(t, err)
		stop, err := url.Parse(c.stop)
		require.NoError(t, err)
		assert.Equal(t, c.is, sameplace(to, stop), "%s %s", c.to, c.stop)
	}
	assert.True(t, (&file.File{Issuer: "https://bücher.example/"}).Trusts("https://xn--bcher-kva.example/authorize"))
	assert.True(t, (&file.File{Issuer: "https://a_b.example/"}).Trusts("https://A_B.example:443/authorize"))
}

// A header's name may hold what is secret, too: when it is recorded, and when that is known only later.
func TestNamesOfHeadersHideSecrets(t *testing.T) {
	s := bareSession(t, &file.File{})
	s.Name("Token-1111-2222", "token")
	header := http.Header{"X-Token-1111-2222-Seen": {"yes"}, "X-Later-3333-4444-Seen": {"yes"}}
	s.record(SetUp, httpx.Message{Method: "GET", URL: "https://op.example/", Header: header}, httpx.Response{Status: 200, Header: header}, 0)
	step := record.Step{Exchanges: s.Drain()}
	assert.Contains(t, step.Exchanges[0].Response.Headers, "X-[token]-Seen")
	s.Name("Later-3333-4444", "token, later")
	s.Review(&step)
	for _, headers := range []map[string][]string{step.Exchanges[0].Request.Headers, step.Exchanges[0].Response.Headers} {
		assert.Equal(t, map[string][]string{"X-[token]-Seen": {"yes"}, "X-[token, later]-Seen": {"yes"}}, headers)
	}
}

// The password in a proxy's variable is secret, whether that is a URL or not.
func TestThePasswordOfAProxyIsSecret(t *testing.T) {
	for _, variable := range []string{"me:Kan4ry-77@proxy.example:3128", "http://me:Kan4ry-77@proxy.example:3128", "socks5://me:Kan4ry-77@proxy.example"} {
		t.Setenv("HTTP_PROXY", variable)
		assert.Equal(t, "[password of the proxy]", bareSession(t, &file.File{}).Redact("Kan4ry-77"), variable)
	}
}

// A cookie that is deleted makes room for another.
func TestDeletedCookiesMakeRoom(t *testing.T) {
	jar, err := newCookies()
	require.NoError(t, err)
	at := &url.URL{Scheme: "https", Host: "op.example", Path: "/"}
	for range 3 {
		var set, gone []*http.Cookie
		for i := range mostCookies {
			name := string(rune('a'+i%26)) + string(rune('a'+i/26))
			set, gone = append(set, &http.Cookie{Name: name, Value: "1"}), append(gone, &http.Cookie{Name: name, MaxAge: -1})
		}
		jar.SetCookies(at, set)
		assert.Len(t, jar.Cookies(at), mostCookies)
		jar.SetCookies(at, gone)
		assert.Empty(t, jar.Cookies(at))
		jar.SetCookies(at, []*http.Cookie{{Name: "other", Value: "1"}})
		assert.Len(t, jar.Cookies(at), 1)
		jar.SetCookies(at, []*http.Cookie{{Name: "other", Value: "", MaxAge: -1}})
	}
}
