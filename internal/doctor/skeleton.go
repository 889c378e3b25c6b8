package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
)

// Skeleton is a deployment file for a server of which only the issuer is known, and perhaps the authority of its certificate (a PEM
// file; "" for those that the system trusts): what its metadata tells is filled in, and what only its operator knows, or the metadata
// does not tell, stands in <...>. missing lists the latter, a line each. The error is a *deployment.Unjudgeable.
func Skeleton(ctx context.Context, issuer, caFile string) (text string, missing []string, err error) {
	described, options := &file.File{Issuer: issuer, TLS: file.TLS{CAFile: caFile}}, deployment.Options{Ephemeral: true, Incomplete: true}
	d, err := deployment.Open(ctx, described, options)
	if untrusted := new(file.Untrusted); errors.As(err, &untrusted) { // for the operator to judge
		described.TrustedOrigins = untrusted.Origins
		d, err = deployment.Open(ctx, described, options)
	}
	if err != nil {
		return "", nil, err
	}
	defer d.Close(context.WithoutCancel(ctx))
	s := &skeleton{examination: examination{d: d}}
	s.line("# Made from the metadata of %s. Replace what stands in <...>, then: revokespec doctor --deployment FILE", d.Issuer)
	s.line("issuer: %s", d.Issuer)
	if caFile != "" {
		s.line("tls: {ca_file: %q}", caFile)
	}
	if strings.Contains(d.Issuer, ".auth0.com/") {
		s.line("profiles: [auth0]")
	} else {
		s.line("profiles: [rfc7009, bcp]")
	}
	s.endpoints()
	if len(described.TrustedOrigins) > 0 {
		s.line("# %s # only the metadata names these: are they the server's own? If so, this lets secrets go there", file.TrustedOriginsLine(described.TrustedOrigins))
	}
	s.clients()
	s.line("users: # test users; with two more rules apply, and eight make a run quick")
	s.line("  - {username: <NAME>, password: \"${USER_PASSWORD}\"}")
	s.mint()
	return s.out.String(), s.missing, nil
}

// skeleton is one in the making.
type skeleton struct {
	examination
	out     strings.Builder
	missing []string
}

func (s *skeleton) line(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

// endpoints are those without which nothing can be judged, where the metadata does not name them.
func (s *skeleton) endpoints() {
	for _, e := range []struct{ key, url string }{{"token", s.d.Endpoints.Token}, {"revocation", s.d.Endpoints.Revocation}} {
		if e.url != "" {
			continue
		}
		if len(s.missing) == 0 {
			s.line("endpoints:")
		}
		s.line("  %s: <URL> # NOT FOUND in the metadata; see the server's documentation", e.key)
		s.missing = append(s.missing, "the metadata names no "+e.key+"_endpoint: fill in endpoints."+e.key)
	}
}

func (s *skeleton) clients() {
	redirect, method := "", s.secretMethod()
	if s.strategy() != file.StrategyPassword {
		redirect = ", redirect_uri: <AS REGISTERED>"
	}
	s.line("clients: # applications that may get refresh tokens")
	s.line("  confidential: {client_id: <ID>, client_secret: \"${CLIENT_SECRET}\", auth: %s%s}", method, redirect)
	s.line("  # public: {client_id: <ID>, auth: none%s} # more rules apply with each of these", redirect)
	s.line("  # second: {client_id: <ID>, client_secret: \"${SECOND_SECRET}\", auth: %s%s}", method, redirect)
	s.line("  # rotating: {client_id: <ID>, auth: none%s} # one that rotates refresh tokens, without leeway", redirect)
	if s.listed("token_endpoint_auth_methods_supported", "private_key_jwt") {
		s.line("  # jwt: {client_id: <ID>, key_file: <PATH>%s}", redirect)
	}
	if s.d.Endpoints.DeviceAuthorization != "" {
		s.line("  # device: {client_id: <ID>, auth: none}")
	}
}

func (s *skeleton) mint() {
	s.line("mint: # how a user signs in")
	switch strategy := s.strategy(); {
	case strategy == file.StrategyPassword:
		s.line("  strategy: password")
	case strategy == file.StrategyDevice:
		s.line("  strategy: device # by a code that is entered at the server's pages")
	case s.d.Endpoints.Authorization == "":
		s.line("  strategy: authorization_code # NOT FOUND: give endpoints.authorization; or password, device, or a command of yours")
		s.missing = append(s.missing, "the metadata names no authorization_endpoint: fill in endpoints.authorization, or choose another mint.strategy")
	default:
		s.line("  strategy: authorization_code # through the server's own pages; browser, where these need JavaScript")
	}
	s.line("  scope: %s", s.scopes())
}

// strategy is how a user may sign in as far as the metadata tells, the simplest way.
func (s *skeleton) strategy() string {
	switch {
	case s.listed("grant_types_supported", "password"):
		return file.StrategyPassword
	case s.d.Endpoints.Authorization == "" && s.d.Endpoints.DeviceAuthorization != "":
		return file.StrategyDevice
	}
	return file.StrategyAuthorizationCode
}

// listed says whether a list of the metadata is there and has a value.
func (e *examination) listed(name, value string) bool {
	list, _ := e.d.Metadata[name].([]any)
	return slices.Contains(list, any(value))
}

// secretMethod is one that both the revocation and the token endpoint take, post rather than Basic. A list that is left out means
// Basic (RFC 8414 section 2); of the revocation endpoint many servers leave it out and mean that of the token endpoint.
func (e *examination) secretMethod() string {
	const atToken, atRevocation = "token_endpoint_auth_methods_supported", "revocation_endpoint_auth_methods_supported"
	lists := []string{atToken}
	if e.d.Metadata[atRevocation] != nil {
		lists = []string{atRevocation, atToken}
	}
	for _, method := range []struct{ name, auth string }{{"client_secret_post", file.AuthPost}, {"client_secret_basic", file.AuthBasic}} {
		if !slices.ContainsFunc(lists, func(list string) bool { return !e.listed(list, method.name) }) {
			return method.auth
		}
	}
	if e.listed(lists[0], "client_secret_post") { // no method is common to both: the revocation is what is judged
		return file.AuthPost
	}
	return file.AuthBasic
}

func (e *examination) scopes() string {
	if e.lists("scopes_supported", "offline_access") {
		return file.DefaultScope
	}
	if e.lists("scopes_supported", "openid") {
		return "openid"
	}
	return "<SCOPE>"
}
