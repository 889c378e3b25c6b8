package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment"
)

// signInProblem says why a sign-in failed and what to change, once for each cause: one mistake stops all applications.
func (e *examination) signInProblem(ctx context.Context, about string, c deployment.Client, u deployment.User, err error) {
	cause := strings.TrimPrefix(err.Error(), "sign-in at "+c.Role+": ")
	e.failed = append(e.failed, c.Role)
	if first, again := e.causes[cause]; again && !strings.Contains(cause, "invalid_client") {
		e.problem(about, "", "%s: as at %s", u.Username, first)
		return
	}
	if e.causes == nil {
		e.causes = map[string]string{}
	}
	e.causes[cause] = about
	remedy := e.signInRemedy(ctx, about, c, u, cause)
	if _, trust := untrusted(err); trust != "" {
		remedy = trust
	}
	if remedy != "" { // which is closer than what every sign-in says
		cause, _, _ = strings.Cut(cause, "; ")
	}
	e.problem(about, remedy, "%s: %s", u.Username, cause)
}

// untrusted is what an error says, and the line for the file where an origin lacks in it.
func untrusted(err error) (says, remedy string) {
	unnamed := new(deployment.Untrusted)
	if !errors.As(err, &unnamed) {
		return err.Error(), ""
	}
	return strings.TrimSuffix(err.Error(), "; "+unnamed.Remedy()), unnamed.Remedy()
}

// signInRemedy is the line to change, as far as it can be known.
func (e *examination) signInRemedy(ctx context.Context, about string, c deployment.Client, u deployment.User, cause string) string {
	switch strategy := e.d.File.Mint.Strategy; {
	case strings.Contains(cause, "invalid_client"), strings.Contains(cause, "answers 401"):
		return e.credentials(ctx, about, c)
	case strategy == deployment.StrategyPassword && !e.lists("grant_types_supported", "password"):
		return "the metadata does not list the grant password: write mint: {strategy: authorization_code}, and redirect_uri under each of clients"
	case strings.Contains(cause, "no refresh_token is issued"):
		return e.offline()
	case strings.Contains(cause, "invalid_grant") && strategy == deployment.StrategyPassword:
		return fmt.Sprintf("correct username and password of users[%d]", slices.Index(e.d.File.Users, u))
	case strings.Contains(cause, "the page at ") && !strings.Contains(cause, "has no form"):
		return fmt.Sprintf("correct %[1]s.redirect_uri and %[1]s.client_id as they are registered; allow the application the authorization code grant and the scope %[2]q", about, or(c.Scope, e.d.File.Mint.Scope))
	case strings.Contains(cause, "no device authorization endpoint"):
		return "give endpoints.device_authorization, or leave clients.device out"
	case strings.Contains(cause, "device authorization endpoint") && strings.Contains(cause, "404"):
		return "correct endpoints.device_authorization"
	case strings.Contains(cause, "device authorization endpoint"):
		return fmt.Sprintf("correct %s.client_id, and allow that application the device authorization grant", about)
	}
	return ""
}

// offline is how refresh tokens are asked for (OpenID Connect Core section 11).
func (e *examination) offline() string {
	mint := e.d.File.Mint
	switch {
	case !slices.Contains(strings.Fields(mint.Scope), "offline_access") && e.lists("scopes_supported", "offline_access"):
		return fmt.Sprintf("write mint: {scope: %s offline_access}", mint.Scope)
	case mint.Strategy != deployment.StrategyPassword && mint.Parameters["prompt"] == "":
		return "write mint: {parameters: {prompt: consent}}, or allow the application offline access"
	}
	return "allow the application offline access and the grant refresh_token"
}

// credentials tries the application's secret in the other way. A server that knows the client refuses the token and not it.
func (e *examination) credentials(ctx context.Context, about string, c deployment.Client) string {
	other := c
	switch c.Auth {
	case deployment.AuthPost:
		other.Auth = deployment.AuthBasic
	case deployment.AuthBasic:
		other.Auth = deployment.AuthPost
	case deployment.AuthPrivateKeyJWT:
		for _, audience := range []string{e.d.Issuer, e.d.Endpoints.Token, strings.TrimSuffix(e.d.Issuer, "/")} {
			if other.Audience = audience; e.known(ctx, other) {
				return fmt.Sprintf("write audience: %s under %s", audience, about)
			}
		}
		return fmt.Sprintf("correct %[1]s.client_id and %[1]s.key_file, or %[1]s.audience: the assertions are addressed to %[2]s", about, or(c.Audience, e.assertionAudience()))
	default:
		return fmt.Sprintf("correct %s.client_id; an application that has a secret is not public", about)
	}
	if e.known(ctx, other) && !e.known(ctx, c) {
		return fmt.Sprintf("write auth: %s under %s", other.Auth, about)
	}
	return fmt.Sprintf("correct %[1]s.client_id and %[1]s.client_secret", about)
}

// known says whether the token endpoint takes the client's credentials.
func (e *examination) known(ctx context.Context, c deployment.Client) bool {
	answer, err := e.exchange(ctx, c, "revokespec0doctor0unknown0token")
	return err == nil && answer.Field("error") == "invalid_grant"
}

func (e *examination) assertionAudience() string {
	if slices.Contains(e.report.Profiles, deployment.ProfileAuth0) {
		return e.d.Issuer
	}
	return e.d.Endpoints.Token
}

// lists says whether a list of the metadata has a value; a list that is left out has every one.
func (e *examination) lists(name, value string) bool {
	list, is := e.d.Metadata[name].([]any)
	return !is || slices.Contains(list, any(value))
}

func (e *examination) givesEndpoint(key string) bool {
	f := e.file.Endpoints
	return map[string]string{
		"endpoints.token": f.Token, "endpoints.revocation": f.Revocation, "endpoints.introspection": f.Introspection, "endpoints.userinfo": f.Userinfo,
	}[key] != ""
}

func (e *examination) urlOf(key string) string {
	at := e.d.Endpoints
	text := map[string]string{
		"endpoints.token": at.Token, "endpoints.revocation": at.Revocation, "endpoints.introspection": at.Introspection, "endpoints.userinfo": at.Userinfo,
	}[key]
	if u, err := url.Parse(text); err == nil {
		u.RawQuery = ""
		return u.String()
	}
	return text
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
