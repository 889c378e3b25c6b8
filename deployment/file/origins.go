package file

import (
	"errors"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/internal/yamlx"
)

// ErrWithheld is that we sent nothing: nothing follows from it about the server.
var ErrWithheld = errors.New("not sent")

// Untrusted says that something secret would have left for an origin that the deployment file does not name.
type Untrusted struct {
	Who, What string   // "the page at /login", "sends what is typed to https://login.example"
	Origins   []string // those to be listed
	Listed    []string // those that are
}

func (e *Untrusted) Error() string {
	return e.Who + " " + e.What + ", which the deployment file does not name; " + e.Remedy()
}

// Remedy is the line for the deployment file, ready to paste.
func (e *Untrusted) Remedy() string {
	return "if it is the server's own, write " + TrustedOriginsLine(slices.Concat(e.Listed, e.Origins))
}

// TrustedOriginsLine is the line of a deployment file that lists them.
func TrustedOriginsLine(origins []string) string {
	written := make([]string, len(origins))
	for i, origin := range origins {
		if written[i] = origin; !plainOrigin.MatchString(origin) { // [::1], or a name made to be more than that in YAML
			written[i] = strconv.Quote(origin)
		}
	}
	return "trusted_origins: [" + strings.Join(written, ", ") + "]"
}

var plainOrigin = regexp.MustCompile(`^[A-Za-z0-9.:/-]+$`)

// Is makes it an ErrWithheld.
func (e *Untrusted) Is(target error) bool { return target == ErrWithheld }

// Withheld is why a request is not sent at all, wherever it comes from.
type Withheld struct{ Who, What, Remedy string }

func (e *Withheld) Error() string { return e.Who + " " + e.What + "; " + e.Remedy }

// Is makes it an ErrWithheld.
func (e *Withheld) Is(target error) bool { return target == ErrWithheld }

// All are the endpoints that are known, by the names of their keys.
func (e Endpoints) All() map[string]string {
	v, known := reflect.ValueOf(e), map[string]string{}
	for _, field := range endpointFields {
		if at := v.FieldByIndex(field.In).String(); at != "" {
			known[field.Key] = at
		}
	}
	return known
}

// endpointFields are looked up once, as every request is compared with the endpoints.
var endpointFields = yamlx.Fields(reflect.TypeFor[Endpoints]())

// Given are the URLs that the file itself sends requests to.
func (f *File) Given() []string {
	all := slices.Concat([]string{f.Issuer}, slices.Collect(maps.Values(f.Endpoints.All())), f.Nodes)
	if f.Management != nil {
		all = append(all, f.Management.URL, f.Management.TokenEndpoint)
	}
	if f.Dashboard != nil {
		all = append(all, f.Dashboard.URL)
	}
	if f.Control != nil {
		all = append(all, f.Control.URL)
	}
	return all
}

// Trusts says whether what is secret may be sent to a URL: its origin is one that the file names.
func (f *File) Trusts(target string) bool {
	at := origin.Of(target)
	return at != "" && slices.ContainsFunc(slices.Concat(f.Given(), f.TrustedOrigins), func(o string) bool { return origin.Of(o) == at })
}

// longestOrigin is how much of a URL's origin is shown, in bytes: that of an honest server is shorter.
const longestOrigin = 300

// Untrusted is the error about an origin; what ends before the name of it.
func (f *File) Untrusted(who, what string, at *url.URL) *Untrusted {
	origin := Origin(at)
	return &Untrusted{Who: who, What: what + " " + origin, Origins: []string{origin}, Listed: f.TrustedOrigins}
}

// Origin is that of a URL, as it is shown.
func Origin(at *url.URL) string {
	return wording.Cut((&url.URL{Scheme: at.Scheme, Host: at.Host}).String(), longestOrigin)
}

// MayFillIn says whether what is secret may be typed at a page. The origins are its own, and of where it sends what is typed.
func (f *File) MayFillIn(path string, origins ...string) error {
	who := "the page at " + path
	for _, origin := range origins {
		if f.Trusts(origin) {
			continue
		}
		at, err := url.Parse(origin)
		if err != nil || at.Host == "" { // of a frame in a sandbox, say
			return &Withheld{who, "wants to be filled in, and is of no server", "do it by hand, and look at where that page comes from"}
		}
		return f.Untrusted(who, WantsFilling, at)
	}
	return nil
}

// Unasked says why nothing at all is asked for at a URL: it is none of the server's business, or leaves TLS.
func (f *File) Unasked(who string, at *url.URL) error {
	asked := origin.Of(at.String())
	switch {
	case slices.ContainsFunc(f.Given(), func(o string) bool { return origin.Of(o) == asked }):
		return nil
	case origin.LinkLocal(at.Hostname()) && !f.NamesHost(at.Hostname()):
		return &Withheld{who, "leads to " + wording.Cut(at.Host, longestOrigin) + ", a link-local address, where clouds keep their credentials", "nothing was asked there: look at the server"}
	case at.Scheme == "http" && strings.HasPrefix(strings.ToLower(f.Issuer), "https:"):
		return &Withheld{who, "leads to " + Origin(at) + ", without TLS, from an issuer that has it", "nothing was asked there: tell the server its public URL"}
	}
	return nil
}

// NamesHost says whether a host is one that the file sends requests to.
func (f *File) NamesHost(host string) bool {
	return slices.ContainsFunc(f.Given(), func(o string) bool {
		u, err := url.Parse(o)
		return err == nil && strings.EqualFold(u.Hostname(), host)
	})
}

// WantsFilling is what a page does that asks for something where it may not be given.
const WantsFilling = "wants to be filled in at"
