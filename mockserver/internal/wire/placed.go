package wire

import (
	"maps"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// placed is an answer as a browser must read it where the issuer has a path, by one of several tenants or by a proxy: the APIs write
// addresses and cookies as if they stood at the root of their host.
func placed(a tenant.Answer, issuer string) tenant.Answer {
	path := pathOf(issuer)
	if path == "" {
		return a
	}
	a.Header = maps.Clone(a.Header)
	if to, is := a.Header["Location"]; is && ofThisHost(to) {
		a.Header["Location"] = path + to
	}
	if cookie, is := a.Header["Set-Cookie"]; is {
		a.Header["Set-Cookie"] = strings.Replace(cookie, "; Path=/", "; Path="+path+"/", 1)
	}
	if strings.HasPrefix(a.Type, "text/html") {
		a.Text = attributes(path).Replace(a.Text)
	}
	return a
}

// At is where a browser finds a path of this server.
func (c *Call) At(path string) string { return pathOf(c.Request.Issuer) + path }

// pathOf is the path of an issuer, without the slash at its end: empty at the root of a host.
func pathOf(issuer string) string {
	_, rest, _ := strings.Cut(issuer, "://")
	_, path, _ := strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	if path == "" {
		return ""
	}
	return "/" + path
}

// ofThisHost says whether an address leads to the host that gives it out.
func ofThisHost(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, "/\\")
}

// attributes puts the path before the addresses of this host in a page. No text of a page looks like an attribute: templates escape its
// quotes.
func attributes(path string) *strings.Replacer {
	var pairs []string
	for _, name := range []string{"href", "action", "src"} {
		pairs = append(pairs, name+`="//`, name+`="//`, name+`="/`, name+`="`+path+"/")
	}
	return strings.NewReplacer(pairs...)
}
