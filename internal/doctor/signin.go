package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// signInProblem says why a sign-in failed and what to change, once for each cause: one mistake stops all applications.
func (e *examination) signInProblem(ctx context.Context, about string, c file.Client, u file.User, err error) {
	cause := strings.TrimPrefix(err.Error(), "sign-in at "+c.Role+": ")
	e.failedRoles = append(e.failedRoles, c.Role)
	refused := refusalOf(err)
	cause = cmp.Or(refused.What(), cause)
	if first, again := e.causes[cause]; again && !refusesClient(refused) {
		e.problem(about, "", "%s: as at %s", u.Username, first)
		return
	}
	e.causes[cause] = about
	remedy := cmp.Or(e.signInRemedy(ctx, about, c, u, cause, refused), refused.Advice)
	if _, trust := untrustedOrigin(err); trust != "" {
		remedy = trust
	}
	if says, _, more := strings.Cut(cause, "; "); more && remedy != "" && refused.By == "" { // which is closer than what every sign-in says
		cause = says
	}
	e.problem(about, remedy, "%s: %s", u.Username, cause)
}

// refusesClient says whether a refusal is about the client, and not about its request.
func refusesClient(r *remedy.Refused) bool {
	return r.Code == "invalid_client" || r.Status == http.StatusUnauthorized && (r.Code == "" || r.Code == "access_denied" || r.Code == "unauthorized")
}

// untrustedOrigin is what an error says, and the line for the file where an origin lacks in it.
func untrustedOrigin(err error) (says, remedy string) {
	unnamed := new(file.Untrusted)
	if !errors.As(err, &unnamed) {
		return err.Error(), ""
	}
	text := err.Error() // in which secrets are hidden; the remedy alone has the origin as the server gave it
	begins, _, _ := strings.Cut(unnamed.Remedy(), "[")
	if at := strings.LastIndex(text, "; "+begins); at >= 0 {
		return text[:at], text[at+len("; "):]
	}
	return text, ""
}

// signInRemedy is the line to change, as far as it can be known better here than from the answer alone.
func (e *examination) signInRemedy(ctx context.Context, about string, c file.Client, u file.User, cause string, refused *remedy.Refused) string {
	switch strategy := e.d.File.Mint.Strategy; {
	case refusesClient(refused):
		return e.credentials(ctx, about, c, refused.Advice)
	case refused.Status != 0 && (refused.Status >= 500 || refused.Status == http.StatusTooManyRequests):
		return ""
	case strategy == file.StrategyPassword && c.Role != "device" && !e.lists("grant_types_supported", "password"):
		return "the metadata does not list the grant password: write mint: {strategy: authorization_code}, and redirect_uri under each of clients"
	case strings.Contains(cause, "no refresh_token is issued"):
		return e.offlineRemedy()
	case strings.HasPrefix(refused.Advice, "check username"):
		return fmt.Sprintf("correct username and password of users[%d]", slices.Index(e.d.File.Users, u))
	case strings.Contains(cause, "the page at ") && !strings.Contains(cause, "has no form"):
		return fmt.Sprintf("correct %[1]s.redirect_uri and %[1]s.client_id as they are registered; allow the application the authorization code grant and the scope %[2]q", about, cmp.Or(c.Scope, e.d.File.Mint.Scope))
	case strings.Contains(cause, "no device authorization endpoint"):
		return "give endpoints.device_authorization, or leave clients.device out"
	case refused.By == "the device authorization endpoint" && refused.Status == http.StatusNotFound:
		return "correct endpoints.device_authorization"
	case refused.By == "the device authorization endpoint" && refused.Status == http.StatusBadRequest && refused.Code == "":
		return fmt.Sprintf("correct %s.client_id, and allow that application the device authorization grant", about)
	}
	return ""
}

// refusalOf is how a failed sign-in was answered; an empty one where it was not.
func refusalOf(err error) *remedy.Refused {
	refused := new(remedy.Refused)
	errors.As(err, &refused)
	return refused
}

// answerOf says how a failed sign-in was answered, or why it was not.
func answerOf(err error) string { return cmp.Or(refusalOf(err).What(), err.Error()) }

// place is an endpoint of the file, for remedies.
func (e *examination) place(key string) remedy.Place {
	return remedy.Place{URL: key, Credentials: "the client that asks"}
}

// offlineRemedy is for a sign-in that yields no refresh token (OpenID Connect Core section 11).
func (e *examination) offlineRemedy() string {
	mint := e.d.File.Mint
	switch {
	case !slices.Contains(strings.Fields(mint.Scope), "offline_access") && e.lists("scopes_supported", "offline_access"):
		return fmt.Sprintf("write mint: {scope: %s offline_access}", mint.Scope)
	case mint.Strategy != file.StrategyPassword && mint.Parameters["prompt"] == "":
		return "write mint: {parameters: {prompt: consent}}, or allow the application offline access"
	}
	return "allow the application offline access and the grant refresh_token"
}

// credentials tries the application's secret in the other way. A server that knows the client refuses the token and not it.
func (e *examination) credentials(ctx context.Context, about string, c file.Client, advice string) string {
	other := c
	switch c.Auth {
	case file.AuthPost:
		other.Auth = file.AuthBasic
	case file.AuthBasic:
		other.Auth = file.AuthPost
	case file.AuthPrivateKeyJWT:
		for _, audience := range []string{e.d.Issuer, e.d.Endpoints.Token, strings.TrimSuffix(e.d.Issuer, "/")} {
			if other.Audience = audience; e.takesCredentials(ctx, other) {
				return fmt.Sprintf("write audience: %s under %s", audience, about)
			}
		}
		if !strings.HasPrefix(advice, "correct client_id") && advice != "" { // the server says what it is
			return advice
		}
		return fmt.Sprintf("correct %[1]s.client_id and %[1]s.key_file, or %[1]s.audience: the assertions are addressed to %[2]s", about, cmp.Or(c.Audience, e.assertionAudience()))
	default:
		return fmt.Sprintf("correct %s.client_id; an application that has a secret is not public", about)
	}
	switch {
	case e.takesCredentials(ctx, c): // it was no matter of the credentials
		if strings.HasPrefix(advice, "correct client_id") {
			return "the token endpoint takes this client, but not for this grant: allow the application the grant, or see in the server's log why"
		}
		return advice
	case e.takesUnescaped(ctx, c):
		return fmt.Sprintf("mend the server: it does not decode form-encoded Basic credentials (RFC 6749 section 2.3.1); until then write auth: post under %s", about)
	case e.takesCredentials(ctx, other):
		return fmt.Sprintf("write auth: %s under %s", other.Auth, about)
	}
	return fmt.Sprintf("correct %[1]s.client_id and %[1]s.client_secret", about)
}

// takesUnescaped says whether the token endpoint takes a refused client's id and secret once they are not form-encoded in the header.
// Then the server is to be mended, and not the file.
func (e *examination) takesUnescaped(ctx context.Context, c file.Client) bool {
	if c.Auth != file.AuthBasic || url.QueryEscape(c.ClientID+c.ClientSecret) == c.ClientID+c.ClientSecret {
		return false
	}
	r := httpx.Request{URL: e.d.Endpoints.Token, Form: url.Values{"grant_type": {remedy.GrantRefresh}, "refresh_token": {noToken}}}
	e.session.AuthenticateUnescaped(&r, c)
	return e.session.Send(ctx, session.Check, r).Field("error") == "invalid_grant"
}

// noToken is none that a server has issued.
const noToken = "revokespec0doctor0unknown0token"

// takesCredentials says whether the token endpoint takes the client's credentials.
func (e *examination) takesCredentials(ctx context.Context, c file.Client) bool {
	answer, err := e.exchange(ctx, c, noToken)
	return err == nil && answer.Field("error") == "invalid_grant"
}

func (e *examination) assertionAudience() string {
	if slices.Contains(e.report.Profiles, file.ProfileAuth0) {
		return e.d.Issuer
	}
	return e.d.Endpoints.Token
}

// lists says whether a list of the metadata has a value; a list that is left out has every one.
func (e *examination) lists(name, value string) bool {
	list, is := e.d.Metadata[name].([]any)
	return !is || slices.Contains(list, any(value))
}
