package deployment

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// discover reads the metadata and fills in the endpoints that the file leaves out. Where the first document names no
// revocation endpoint, which OpenID Connect Discovery does not know, the other places are asked too, and what they add
// is taken over.
func (d *Deployment) discover(ctx context.Context, incomplete bool) error {
	given := d.Endpoints.Token != ""
	var last error
	for _, candidate := range MetadataURLs(d.File.Issuer) {
		answer := d.getMetadata(ctx, candidate)
		if answer.Err != nil && answer.Status < 200 {
			return remedy.NewUnjudgeable("cannot reach %s: %s", candidate, withRemedy(candidate, answer.Err))
		}
		metadata, err := readMetadata(candidate, answer)
		if err == nil {
			err = d.merge(metadata)
		}
		if d.Metadata["revocation_endpoint"] != nil {
			break
		}
		if last == nil || answer.Status != http.StatusNotFound {
			last = err
		}
		if err != nil && len(d.Metadata) == 0 && answer.Status == http.StatusOK && !isHTML(answer) {
			return err // there is metadata, but it is damaged: another path would only hide that
		}
	}
	switch {
	case len(d.Metadata) > 0:
		return d.adopt(incomplete)
	case given, incomplete:
		return nil
	}
	return last
}

// withRemedy says what to do about an error that does not say it.
func withRemedy(at string, err error) string {
	switch plain := strings.HasPrefix(at, "http://"); {
	case errors.Is(err, httpx.ErrTLS), errors.Is(err, httpx.ErrProxy):
		return err.Error()
	case plain && (errors.Is(err, httpx.ErrReset) || errors.Is(err, httpx.ErrNotHTTP)):
		return err.Error() + "; if TLS is spoken there, write issuer: https://..., else check issuer, and that the server runs"
	}
	if errors.Is(err, httpx.ErrInvalid) || errors.Is(err, httpx.ErrHeaders) || errors.Is(err, httpx.ErrSwitched) {
		return err.Error() + "; correct the server, or what stands before it"
	}
	return err.Error() + "; check issuer, and that the server runs"
}

// getMetadata asks for a document. It follows redirects that stay at the host, such as to the same path with a slash.
func (d *Deployment) getMetadata(ctx context.Context, at string) httpx.Response {
	r := httpx.Request{URL: at, Header: http.Header{"Accept": {"application/json"}}}
	for range 3 {
		answer := d.own.Send(ctx, session.SetUp, r)
		from, err := url.Parse(r.URL)
		if err != nil || answer.Status/100 != 3 {
			return answer
		}
		to, err := from.Parse(answer.Header.Get("Location"))
		if err != nil || to.Host != from.Host || to.Scheme != from.Scheme {
			return answer
		}
		r.URL = to.String()
	}
	return d.own.Send(ctx, session.SetUp, r)
}

// merge adds a document that speaks of the issuer of the file. What an earlier one said stays.
func (d *Deployment) merge(metadata map[string]any) error {
	issuer, _ := metadata["issuer"].(string)
	if strings.TrimSuffix(issuer, "/") != strings.TrimSuffix(d.File.Issuer, "/") {
		return remedy.NewUnjudgeable("the metadata of %s is for issuer %q; set issuer to that, if it is the server meant", d.File.Issuer, d.own.Phrase(issuer))
	}
	if len(d.Metadata) == 0 {
		d.Issuer = issuer
	}
	for name, value := range metadata {
		if _, known := d.Metadata[name]; !known {
			d.Metadata[name] = value
		}
	}
	return nil
}

// MetadataURLs are the places of an issuer's metadata: those of OpenID Connect Discovery 1.0 section 4 and RFC 8414 section 3, which insert the
// well-known path before or after the issuer's own; a trailing slash of the issuer does not count.
func MetadataURLs(issuer string) []string {
	base := strings.TrimSuffix(issuer, "/")
	const openid, oauth = "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
	u, err := url.Parse(base)
	if err != nil || u.Path == "" {
		return []string{base + openid, base + oauth}
	}
	path := u.EscapedPath()
	root := strings.TrimSuffix(base, path)
	return []string{base + openid, root + oauth + path, root + openid + path, base + oauth}
}

func isHTML(r httpx.Response) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "text/html" || strings.HasPrefix(strings.TrimSpace(string(r.Body[:min(len(r.Body), 64)])), "<")
}

// readMetadata is the metadata in an answer, or what is wrong with the answer.
func readMetadata(at string, r httpx.Response) (map[string]any, error) {
	switch {
	case r.Status >= 300 && r.Status < 400:
		return nil, remedy.NewUnjudgeable("%s redirects (%d)%s; set issuer to where the server really is", at, r.Status, remedy.WhereTo(r))
	case r.Status == http.StatusBadRequest && saysTLSIsWanted.Match(r.Body):
		return nil, remedy.NewUnjudgeable("%s answers that TLS is spoken there; write issuer: https://...", at)
	case r.Status != http.StatusOK:
		return nil, remedy.NewUnjudgeable("%s answers %d; correct issuer, or give endpoints.token and endpoints.revocation", at, r.Status)
	case isHTML(r):
		return nil, remedy.NewUnjudgeable("%s answers an HTML page, not metadata; correct issuer, or give endpoints.token and endpoints.revocation", at)
	case r.Err != nil:
		return nil, remedy.NewUnjudgeable("the metadata at %s is unusable: %s; try again, or correct the server", at, r.Err)
	}
	var metadata map[string]any
	if json.Unmarshal(r.Body, &metadata) != nil || metadata == nil {
		return nil, remedy.NewUnjudgeable("the metadata at %s is no complete JSON object; correct the server or issuer", at)
	}
	return metadata, nil
}

// saysTLSIsWanted is how servers answer, in clear, who speaks plain HTTP to a port for TLS.
var saysTLSIsWanted = regexp.MustCompile(`(?i)plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|requires TLS|speaking plain HTTP to an SSL`)

// adopt takes over the endpoints that the metadata names.
func (d *Deployment) adopt(incomplete bool) error {
	for name, field := range map[string]*string{
		"token_endpoint": &d.Endpoints.Token, "revocation_endpoint": &d.Endpoints.Revocation,
		"introspection_endpoint": &d.Endpoints.Introspection, "userinfo_endpoint": &d.Endpoints.Userinfo,
		"authorization_endpoint": &d.Endpoints.Authorization, "jwks_uri": &d.Endpoints.JWKS,
		"device_authorization_endpoint": &d.Endpoints.DeviceAuthorization,
	} {
		discovered, _ := d.Metadata[name].(string)
		*field = cmp.Or(*field, d.absolute(discovered))
	}
	if incomplete {
		return d.checkEndpoints()
	}
	if d.Endpoints.Token == "" {
		return remedy.NewUnjudgeable("the metadata of %s names no token_endpoint; give endpoints.token", d.File.Issuer)
	}
	return d.checkEndpoints()
}

// absolute resolves a relative endpoint, which metadata must not name, against the issuer: a rule judges that, and the
// others can be judged all the same.
func (d *Deployment) absolute(endpoint string) string {
	base, err := url.Parse(d.File.Issuer)
	reference, also := url.Parse(endpoint)
	if endpoint == "" || err != nil || also != nil || reference.Host != "" || !strings.HasPrefix(endpoint, "/") {
		return endpoint
	}
	return base.ResolveReference(reference).String()
}

// checkEndpoints refuses endpoints that no request could be sent to.
func (d *Deployment) checkEndpoints() error {
	all := d.Endpoints.All()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		value := all[key]
		if u, err := url.Parse(value); err == nil && u.User != nil && u.Host != "" {
			return remedy.NewUnjudgeable("the metadata of %s gives an endpoint for %s that holds a user name; give endpoints.%s", d.File.Issuer, key, key)
		}
		if file.CheckURL(value) != nil {
			return remedy.NewUnjudgeable("the metadata of %s gives %q as the %s endpoint, which is no absolute URL; give endpoints.%s", d.File.Issuer, d.own.Phrase(value), key, key)
		}
	}
	return d.refuseForeign()
}

// refuseForeign looks at the endpoints that only the metadata names: whoever wrote it would be sent every secret there is.
func (d *Deployment) refuseForeign() error {
	f, who := d.File, "the metadata of "+d.File.Issuer
	var keys, origins []string
	all := d.Endpoints.All()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		at, err := url.Parse(all[key])
		if err != nil || f.Trusts(all[key]) {
			continue
		}
		if err := f.Unasked(who, at); err != nil {
			return &remedy.Unjudgeable{Reason: fmt.Sprintf("%s; or give endpoints.%s", err, key), Cause: err}
		}
		origin := file.Origin(at)
		keys = append(keys, key)
		if !slices.Contains(origins, origin) {
			origins = append(origins, origin)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	cause := &file.Untrusted{Who: who, What: fmt.Sprintf("has what is secret sent (%s) to %s", strings.Join(keys, ", "), strings.Join(origins, " and ")), Origins: origins, Listed: f.TrustedOrigins}
	return &remedy.Unjudgeable{Reason: cause.Error(), Cause: cause}
}
