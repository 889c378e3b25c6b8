package session

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/record"
)

// A header's name may hold what is secret, too: when it is recorded, and when that is known only later.
func TestNamesOfHeadersHideSecrets(t *testing.T) {
	s := bareSession(t, &file.File{})
	s.Name("Token-1111-2222", "token")
	header := http.Header{"X-Token-1111-2222-Seen": {"yes"}, "X-Later-3333-4444-Seen": {"yes"}}
	s.record(SetUp, httpx.Message{Method: "GET", URL: "https://op.example/", Header: header}, httpx.Response{Status: 200, Header: header}, 0)
	step := record.Step{Exchanges: s.Drain()}
	assert.Contains(t, step.Exchanges[0].Response.Headers, "X-[token]-Seen")
	s.Name("Later-3333-4444", "token, later")
	s.Reviewer()(&step)
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

// A server may send a browser to addresses of any length; neither the record nor a message holds all of them.
func TestLongAddresses(t *testing.T) {
	s := bareSession(t, &file.File{})
	long := "https://op.example/" + strings.Repeat("a", 250<<10)
	s.record(SetUp, httpx.Message{Method: http.MethodGet, URL: long}, httpx.Response{Status: 200}, 0)
	kept := s.Drain()[0].Request.URL
	assert.Less(t, len(kept), 9<<10)
	assert.Contains(t, kept, " ... (256019 bytes in all)")
	assert.Less(t, len(s.Path(long)), 300)
	at := &url.URL{Scheme: "https", Host: strings.Repeat("a", 250<<10)}
	f := &file.File{Issuer: "https://op.example"}
	assert.Less(t, len(f.Untrusted("the page", "leads to", at).Error()), 1000)
	at.Scheme = "http"
	assert.Less(t, len(f.Unasked("the page", at).Error()), 1000)
	assert.Empty(t, remedy.WhereTo(httpx.Response{Header: http.Header{"Location": {at.String()}}}))
}

// A server's words may be a megabyte: a message takes no longer for that.
func TestManyWords(t *testing.T) {
	s := bareSession(t, &file.File{})
	began := time.Now()
	for range 20 {
		assert.Less(t, len(s.Words(strings.Repeat("%25no ", 170_000))), 200)
	}
	assert.Less(t, time.Since(began), 10*time.Second)
}
