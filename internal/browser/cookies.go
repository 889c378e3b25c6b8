package browser

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"time"
)

// Bounds of what a browser keeps of a server's cookies and sends back: Chromium's number for a domain and size of one (RFC 6265
// section 6.1 asks for 50 and 4096 bytes), and no more in all than servers take in a request. A cookie beyond them is left out,
// as browsers do.
const (
	mostCookies     = 180
	longestCookie   = 4096
	mostCookieBytes = 64 << 10
)

// cookies is a jar that holds no more than that.
type cookies struct {
	*cookiejar.Jar
	mu    sync.Mutex
	sizes map[[3]string]int // by host, path and name, in bytes
	bytes int
}

func newCookies() (*cookies, error) {
	jar, err := cookiejar.New(nil)
	return &cookies{Jar: jar, sizes: map[[3]string]int{}}, err
}

// SetCookies keeps those for which there is room.
func (c *cookies) SetCookies(at *url.URL, set []*http.Cookie) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var kept []*http.Cookie
	for _, cookie := range set {
		key, size := [3]string{at.Host, cookie.Path, cookie.Name}, len(cookie.Name)+len(cookie.Value)
		was, known := c.sizes[key]
		if cookie.MaxAge < 0 || cookie.MaxAge == 0 && !cookie.Expires.IsZero() && cookie.Expires.Before(time.Now()) { // it is deleted by that
			delete(c.sizes, key)
			c.bytes -= was
			kept = append(kept, cookie)
			continue
		}
		if size > longestCookie || c.bytes-was+size > mostCookieBytes || !known && len(c.sizes) >= mostCookies {
			continue
		}
		c.sizes[key], c.bytes = size, c.bytes-was+size
		kept = append(kept, cookie)
	}
	c.Jar.SetCookies(at, kept)
}
