package deployment

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/chromium"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
)

// Wherever a text of the server's is cut, no half of a secret is left, and no text is long.
func TestNoHalfOfASecretIsShown(t *testing.T) {
	const word = "Wd-4%Xq"
	s := signerOf(t, &file.File{Limits: file.Limits{Timeout: time.Second}})
	s.Name(word, "password of the user")
	v := &visit{session: s}
	command := commandOutput{session: s, stdout: &output{}}
	for before := 60; before < 210; before++ {
		text := strings.Repeat("x", before) + word + strings.Repeat("y", 2000)
		command.answer = httpx.Response{Body: []byte(`{"error":"invalid_grant","error_description":"` + text + `"}`)}
		_, printed := command.read(nil)
		view := chromium.View{Document: "1", Title: text, Message: text, Kind: text, Path: "/" + text, Parts: []chromium.Part{{Fields: []chromium.Field{{Name: text}}, Buttons: []chromium.Button{{Text: text}}}}}
		person := &visitor{}
		for name, shown := range map[string]string{
			"phrase": s.phrase(text), "path": s.Path("/" + text), "words": s.words(text), "command": printed.Error(), "scheme": s.sentElsewhere(text).Error(),
			"stuck": v.stuck(person, view, deed{document: "1"}, true).Error(), "kind": v.stuck(person, chromium.View{Kind: text}, deed{}, true).Error(),
			"page": v.nothingLeadsOn(view, false, time.Second).Error(), "failed": v.ofThePage(&chromium.Failed{Says: text}).Error(),
		} {
			for cut := 2; cut < len(word); cut++ {
				assert.False(t, strings.HasSuffix(strings.TrimRight(shown, `."`), word[:cut]) || strings.Contains(shown, word[:cut]+"..."), "%s: %s", name, shown)
			}
			assert.Less(t, len(shown), 1500, name)
		}
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
	lost := &lostPage{path: s.Path(long), answer: httpx.Response{Err: errors.New("x")}}
	assert.Less(t, len(lost.Error()), 400)
}

// A server's words may be a megabyte: a message takes no longer for that.
func TestManyWords(t *testing.T) {
	s := bareSession(t, &file.File{})
	began := time.Now()
	for range 20 {
		assert.Less(t, len(s.words(strings.Repeat("%25no ", 170_000))), 200)
	}
	assert.Less(t, time.Since(began), 10*time.Second)
}
