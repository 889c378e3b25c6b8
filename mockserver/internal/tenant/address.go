package tenant

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

var schemePattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`) })

// runnableSchemes are schemes by which a redirect would run or show something in the name of whoever sends there.
var runnableSchemes = []string{"javascript:", "data:", "vbscript:", "file:", "blob:", "about:", "view-source:", "filesystem:",
	"livescript:", "mocha:", "jar:", "mhtml:", "feed:", "wyciwyg:", "chrome:", "resource:"}

// MayRedirectTo says whether a browser may be sent to an address with the answer of an authorization request: an absolute URI
// without a fragment (RFC 6749 section 3.1.2) that a browser, or an app of that scheme, opens. It may hold Auth0's placeholders.
func MayRedirectTo(address string) bool {
	return OpensInBrowser(address) && !strings.Contains(address, "#")
}

// OpensInBrowser says whether a browser that is sent to an address opens what is there, and runs nothing of what the address says.
func OpensInBrowser(address string) bool {
	return schemePattern().MatchString(address) && !RunsItself(address)
}

// RunsItself says whether the scheme of an address is one by which the address itself says what is run or shown.
func RunsItself(address string) bool {
	return slices.Contains(runnableSchemes, strings.ToLower(schemePattern().FindString(address)))
}

// OriginOf is the origin of an address, as browsers write it: "" where it is none that pages have (RFC 6454 section 6.1).
func OriginOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return ""
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch scheme {
	case "http":
		return scheme + "://" + strings.TrimSuffix(host, ":80")
	case "https":
		return scheme + "://" + strings.TrimSuffix(host, ":443")
	}
	return ""
}
