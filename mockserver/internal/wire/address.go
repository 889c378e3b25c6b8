package wire

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// mounted is in the context of a request to a server that is one of several, each below a path.
type mounted struct{}

// Mounted is the request as the server below the path, such as /t/one, sees it: without the path, with which its issuer, its pages and its
// cookies are given out all the same. It is nil where the request goes elsewhere.
func Mounted(r *http.Request, path string) *http.Request {
	inner, found := below(path, r.URL.Path)
	raw, _ := below(path, r.URL.RawPath)
	if !found {
		return nil
	}
	out := r.WithContext(context.WithValue(r.Context(), mounted{}, path))
	u := *r.URL
	u.Path, u.RawPath = inner, raw
	out.URL = &u
	return out
}

// below is the rest of a path.
func below(top, path string) (rest string, found bool) {
	switch rest, found = strings.CutPrefix(path, top); {
	case !found, rest != "" && rest[0] != '/':
		return "", false
	case rest == "":
		return "/", true
	}
	return rest, true
}

// Issuer is the server's identifier by the name that it was asked by, as Auth0 writes it: with a trailing slash.
func (e *Env) Issuer(r *http.Request) string {
	base := e.PublicURL
	switch name := HostName(r.Host); {
	case base == "":
		base = schemeOf(r) + "://" + r.Host
	case slices.Contains(e.Domains, name):
		base = WithHost(base, name)
	}
	path, _ := r.Context().Value(mounted{}).(string)
	return strings.TrimSuffix(base, "/") + path + "/"
}

// canonical is the issuer by the tenant's first name, whichever it was asked by: what its own APIs are named by (Auth0, "Configure
// Features to Use Custom Domains").
func (e *Env) canonical(issuer string) string {
	if len(e.Domains) == 0 {
		return issuer
	}
	return WithHost(issuer, e.Domains[0])
}

func schemeOf(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// WithHost is the address with another host, at the same port.
func WithHost(address, host string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // of a Host that is none
	}
	switch port := u.Port(); {
	case port != "":
		u.Host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		u.Host = "[" + host + "]"
	default:
		u.Host = host
	}
	return u.String()
}

// HostName is the name, or the address, in a Host header: in lower case, without its port.
func HostName(hostport string) string {
	name, _, err := net.SplitHostPort(hostport)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	return strings.TrimSuffix(strings.ToLower(name), ".")
}
