package browser

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCookiesAreBounded(t *testing.T) {
	at := &url.URL{Scheme: "https", Host: "server.example", Path: "/"}
	sent := func(c *cookies) (total int) {
		for _, cookie := range c.Cookies(at) {
			total += len(cookie.Name) + len(cookie.Value)
		}
		return total
	}
	jar, err := newCookies()
	require.NoError(t, err)
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: "first"}})
	for i := range 3000 {
		jar.SetCookies(at, []*http.Cookie{{Name: fmt.Sprint("c", i), Value: strings.Repeat("v", 3000)}})
	}
	assert.LessOrEqual(t, sent(jar), mostCookieBytes)
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: "other"}, {Name: "huge", Value: strings.Repeat("v", 5000)}})
	assert.Equal(t, "other", jar.Cookies(at)[0].Value, "what is there can still change")

	jar, err = newCookies()
	require.NoError(t, err)
	for i := range 3000 {
		jar.SetCookies(at, []*http.Cookie{{Name: fmt.Sprint("c", i), Value: "v"}})
	}
	assert.Len(t, jar.Cookies(at), mostCookies)
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
