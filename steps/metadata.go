package steps

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// metadataEndpoint judges the URL that the metadata names, not one that the deployment file puts in its place.
func (w *World) metadataEndpoint(ctx context.Context) error {
	text, _ := w.deployment().Metadata["revocation_endpoint"].(string)
	u, err := url.Parse(text)
	switch {
	case err != nil || !u.IsAbs() || u.Host == "":
		return w.failure("the metadata's revocation_endpoint %q is not an absolute URL", text)
	case u.Fragment != "":
		return w.failure("the metadata's revocation_endpoint %q has a fragment", text)
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return w.failure("the metadata's revocation_endpoint %q is not an https URL", text)
	}
	client, err := w.client("any")
	if err != nil {
		return err
	}
	r := httpx.Request{Method: "POST", URL: text, Form: url.Values{"token": {w.unknownLike("revokespec0unknown0token0000000")}}}
	if err := w.lease.Authenticate(&r, client); err != nil {
		return err
	}
	for range repetitions {
		answer := w.lease.Send(ctx, session.Check, r)
		switch {
		case answer.Status == 404 && (judge.ErrorCode(answer) == "" || text != w.deployment().Endpoints.Revocation):
			return w.failure("the metadata's revocation_endpoint %q was answered 404", text)
		case judge.NotOfTheServer(answer):
			return inconclusive("the metadata's revocation_endpoint was not reached: %s", answer)
		case answer.Err == nil && judge.SaysNeither(answer):
			return inconclusive("the metadata's revocation_endpoint was answered %s", answer)
		case answer.Err == nil:
			return nil
		}
		healthy := w.lease.Send(ctx, session.Control, httpx.Request{Method: "GET", URL: w.deployment().Endpoints.JWKS})
		if !healthy.Accepted() {
			return inconclusive("the metadata's revocation_endpoint gave %s, and so did the rest of the server: %s", answer, healthy)
		}
	}
	return w.failure("the metadata's revocation_endpoint %q does not answer, while the rest of the server does", text)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// metadataAlgorithms judges the list that RFC 8414 section 2 demands where a JWT method is listed.
func (w *World) metadataAlgorithms(context.Context) error {
	const member = "revocation_endpoint_auth_signing_alg_values_supported"
	algorithms, is := w.deployment().Metadata[member].([]any)
	switch {
	case !is || len(algorithms) == 0:
		return w.failure("the metadata lists a JWT method for the revocation endpoint, and no algorithms in %s", member)
	case slices.Contains(algorithms, any("none")):
		return w.failure("the metadata's %s lists none", member)
	}
	return nil
}

// metadataMethod judges the list of RFC 8414 section 2 by what became of a plain revocation. That public clients may revoke need not be
// listed: none is a method of the token endpoint (RFC 7591 section 2).
func (w *World) metadataMethod(_ context.Context, label string) error {
	t, err := w.token(label)
	if err != nil {
		return err
	}
	r, err := w.answer()
	if err != nil {
		return err
	}
	method, listed := registeredNames[t.client.Auth], slices.Contains(w.deployment().RevocationMethods(), registeredNames[t.client.Auth])
	switch {
	case judge.SaysNeither(r):
		return inconclusive("the revocation was answered %s, which is neither yes nor no", r)
	case r.Accepted() && !listed && t.client.Auth != file.AuthNone:
		return w.failure("the revocation by %s was answered %s, and the metadata lists for the revocation endpoint: %s (a list that is left out means client_secret_basic)",
			method, r, strings.Join(w.deployment().RevocationMethods(), ", "))
	case !r.Accepted() && listed:
		if subject := revocationBy(w.deployment().File.Clients, t.client); subject != "" {
			return w.leftTo(subject, "the revocation by %s, which the metadata lists, was answered %s; %s judges that answer", method, r)
		}
		return w.failure("the metadata lists %s for the revocation endpoint, and a revocation by it was answered %s", method, r)
	}
	return nil
}

// registeredNames are the registered names of the ways to authenticate (RFC 7591 section 2, OpenID Connect Core section 9).
var registeredNames = map[string]string{
	file.AuthNone: "none", file.AuthPost: "client_secret_post", file.AuthBasic: "client_secret_basic", file.AuthPrivateKeyJWT: "private_key_jwt",
}
