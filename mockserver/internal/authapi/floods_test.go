package authapi_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// heap is how much memory is in use, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Whatever somebody without credentials sends, it is cut, refused or forgotten: memory does not grow with it.
func TestFloodsFillNoMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("160 MB, sent one request at a time")
	}
	long := func(n int) string { return strings.Repeat("x", n) }
	authorize := "/authorize?response_type=code&client_id=mock-confidential&redirect_uri=http://localhost/callback&scope=openid"
	const sent = 16 << 20 // in all, in bytes
	for name, flood := range map[string]func(s *site) *http.Request{
		"agents of failed logins": func(s *site) *http.Request {
			r := request("POST", "/oauth/token", formType, s.as("confidential", "grant_type", "password", "username", "nobody", "password", "x").Encode())
			r.Header.Set("User-Agent", long(50<<10))
			return r
		},
		"names of failed logins": func(s *site) *http.Request {
			return request("POST", "/oauth/token", formType, s.as("confidential", "grant_type", "password", "username", long(500<<10), "password", "x").Encode())
		},
		"scopes of failed logins": func(s *site) *http.Request {
			return request("POST", "/oauth/token", formType, s.as("confidential", "grant_type", "password", "username", "nobody", "password", "x", "scope", long(500<<10)).Encode())
		},
		"unknown applications": func(*site) *http.Request {
			return request("POST", "/oauth/revoke", formType, "client_id="+long(500<<10)+"&token=x")
		},
		"states": func(*site) *http.Request { return request("GET", authorize+"&state="+long(15<<10), "", "") },
		"nonces": func(*site) *http.Request { return request("GET", authorize+"&nonce="+long(15<<10), "", "") },
		"scopes": func(*site) *http.Request {
			return request("GET", authorize+"+"+strings.Repeat("a+", 7<<10), "", "")
		},
		"guesses of user codes": func(*site) *http.Request {
			return request("POST", "/activate", formType, "user_code="+long(500<<10))
		},
		"paths": func(*site) *http.Request { return request("GET", "/"+long(15<<10), "", "") },
		"origins": func(*site) *http.Request {
			r := request("POST", "/oauth/revoke", formType, "client_id=x&token=x")
			r.Header.Set("Origin", "https://"+long(50<<10))
			return r
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, tenant.DialectAuth0)
			size := len(flood(s).URL.String()) + int(flood(s).ContentLength) + len(flood(s).UserAgent()) + len(flood(s).Header.Get("Origin"))
			before := heap()
			for range sent / size {
				if a := s.do(flood(s)); !assert.Less(t, a.status, 500) {
					break
				}
			}
			grown := int64(heap()) - int64(before)
			assert.Less(t, grown, int64(sent/4), "bytes")
			assert.True(t, s.alive("confidential", s.refreshToken("confidential", 0)), "others are served")
			runtime.KeepAlive(s)
		})
	}
}

func TestWhatIsTooLongIsRefused(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	assert.Equal(t, http.StatusRequestURITooLong, s.do(request("GET", "/authorize?state="+strings.Repeat("s", 17<<10), "", "")).status)
	r := request("GET", "/authorize", "", "")
	r.Header.Set("X-Padding", strings.Repeat("p", 65<<10))
	assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, s.do(r).status)
}
