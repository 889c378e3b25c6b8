package remedy

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/wording"
)

// Attempt is what was asked of the token endpoint, or on the way there.
type Attempt struct {
	Client   file.Client
	Grant    string // the grant_type
	Scope    string
	Audience string
}

// GrantRefresh is the grant_type of an exchange (RFC 6749 section 6).
const GrantRefresh = "refresh_token"

// GrantDeviceCode is the grant_type of a device (RFC 8628 section 3.4).
const GrantDeviceCode = "urn:ietf:params:oauth:grant-type:device_code"

// GrantOfCommand stands for the grant_type of a sign-in that a command makes, which nobody here knows.
const GrantOfCommand = "that mint.command uses"

// refusal is a refusal in the server's words.
type refusal struct {
	Attempt
	code     string // error
	says     string // error_description
	redirect bool   // from the authorization endpoint
}

// reason is one kind of refusal: by its code, by its words, or by both where both are given.
type reason struct {
	code, says *regexp.Regexp
	assertion  bool // of clients that authenticate with one alone
	advice     func(f refusal) string
}

func wordsLike(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }
func codeIn(pattern string) *regexp.Regexp    { return regexp.MustCompile(`^(` + pattern + `)$`) }
func inAnyCase(advice string) func(refusal) string {
	return func(refusal) string { return advice }
}

// reasons are what servers refuse for, the closest first: a code alone says little, and many servers have one for most (RFC 6749
// section 5.2; OpenID Connect Core section 3.1.2.6; RFC 8707 section 2; Auth0's and Keycloak's words).
var reasons = []reason{
	{says: wordsLike(`\bredirect.*\bhttps\b|\bhttps\b.*\bredirect`), advice: func(f refusal) string {
		return fmt.Sprintf("give clients.%s a redirect_uri with https://, and register it: the server takes no other", f.Client.Role)
	}},
	{says: wordsLike(`https (is )?required|requires? (https|tls|ssl)|insecure (transport|connection)|(must|only) (be |use |over |via )*(https|tls)\b`),
		advice: inAnyCase("the server wants TLS: write issuer and endpoints with https://")},
	{code: codeIn(`too_many_(requests|attempts|logins)|rate_limit.*|slow_down`), advice: inAnyCase(comeBackLater)},
	{says: wordsLike(`too many ([\w-]+ )*(requests|attempts|logins|tries)|rate limit`), advice: inAnyCase(comeBackLater)},
	{code: codeIn(`mfa_.*|.*second_factor.*|.*otp.*`), advice: inAnyCase(secondFactor)},
	{says: wordsLike(`\bmfa\b|multi-?factor|(second|two)[ -]?factor|\b[th]?otp\b|one-time`), advice: inAnyCase(secondFactor)},
	{code: codeIn(`user_blocked|account_.*|user_disabled`), advice: inAnyCase(blockedUser)},
	{says: wordsLike(`\b(user|account)\b.*\b(blocked|locked|disabled|deactivated|suspended|inactive)|not fully set up|password (has )?expired|email.*not verified`), advice: inAnyCase(blockedUser)},
	{code: codeIn(`consent_required`), advice: inAnyCase(askConsent)},
	{says: wordsLike(`\bconsent`), advice: inAnyCase(askConsent)},
	{code: codeIn(`login_required|account_selection_required|interaction_required`),
		advice: inAnyCase("the server may not ask the user: remove prompt from mint.parameters, or choose mint.strategy authorization_code or browser")},
	{code: codeIn(`invalid_client|invalid_request|invalid_grant|unauthorized_client|access_denied`), assertion: true,
		says:   wordsLike(`\b(exp|iat|nbf)\b|expired|not (yet|before)|in the future|issued at|clock|too (old|long|far)`),
		advice: inAnyCase("the assertion is refused for its time, which is of this machine's clock: set the clock that is wrong")},
	{assertion: true, says: wordsLike(`\baud(ience)?\b`), advice: func(f refusal) string {
		return fmt.Sprintf("give clients.%s.audience, as the server wants its assertions addressed", f.Client.Role)
	}},
	{code: codeIn(`invalid_client|unauthorized_client|invalid_request|unsupported_.*|access_denied`),
		says: wordsLike(`auth\w*[ _-]*method|client_secret_(post|basic|jwt)|private_key_jwt`), advice: func(f refusal) string {
			if f.Client.Auth == file.AuthNone {
				return fmt.Sprintf("write auth under clients.%s as the application is registered: the server wants it to prove who it is", f.Client.Role)
			}
			return fmt.Sprintf("write auth under clients.%s as the application is registered: the server does not take %s of it", f.Client.Role, f.Client.Auth)
		}},
	{code: codeIn(`invalid_target|invalid_audience|invalid_resource`), advice: refusal.audience},
	{code: codeIn(`invalid_request|access_denied|unauthorized_client|invalid_scope|server_error`), says: wordsLike(`\b(audience|resource server|service not found|resource)\b`), advice: refusal.audience},
	{code: codeIn(`invalid_client`), advice: func(f refusal) string {
		return fmt.Sprintf("correct client_id, client_secret and auth of clients.%s", f.Client.Role)
	}},
	{code: codeIn(`unauthorized_client`), advice: func(f refusal) string {
		return fmt.Sprintf("allow the application of clients.%s the grant %s%s", f.Client.Role, f.Grant, f.orOtherwise())
	}},
	{code: codeIn(`unsupported_grant_type|unsupported_response_type`), advice: func(f refusal) string {
		return fmt.Sprintf("the server does not know the grant %s: enable it there%s", f.Grant, f.orOtherwise())
	}},
	{code: codeIn(`invalid_scope`), advice: func(f refusal) string {
		return fmt.Sprintf("the scope %q was asked for: correct mint.scope or the client's scope", f.Scope)
	}},
	{code: codeIn(`invalid_grant|access_denied|invalid_user_password|unauthorized`), advice: refusal.grant},
}

const (
	secondFactor = "the server wants a second factor: switch it off for the test users, or have mint.strategy exec give it"
	blockedUser  = "that user may not sign in: put the account right at the server, or list another under users"
	askConsent   = "give the application the consent once by hand, or allow skipping it; mint.strategy authorization_code fills in the server's own form"
)

func (f refusal) audience() string {
	if f.Audience == "" {
		return "list under audiences what the application may ask for: the server wants an audience"
	}
	return fmt.Sprintf("correct audiences: %s was asked for; or allow clients.%s that one", f.Audience, f.Client.Role)
}

func (f refusal) orOtherwise() string {
	if f.Grant == GrantRefresh {
		return ""
	}
	return ", or choose another mint.strategy"
}

// grant is for what stands for the user: a password, a code, a refresh token.
func (f refusal) grant() string {
	if f.redirect {
		return "correct the application's settings, or mint"
	}
	switch f.Grant {
	case GrantRefresh:
		return "a refresh token just issued is refused: see in the server's log why, and whether the application may use the grant refresh_token"
	case "authorization_code":
		return "the code just issued is refused, not the user: compare redirect_uri and the code challenge, in the record, with what the server expects"
	case GrantDeviceCode:
		return "the device code is refused: allow the application the device authorization grant"
	}
	return "check username and password, and that the user may sign in at this application"
}

// RefusedByRedirect is what the authorization endpoint says by its redirect (RFC 6749 section 4.1.2.1), and what to do about it; words
// are fit to be shown.
func (a Attempt) RefusedByRedirect(code, description string, words func(string) string) *Refused {
	f := refusal{Attempt: a, code: code, says: description, redirect: true}
	return &Refused{
		By: "the authorization endpoint", Answer: "refuses with " + wording.Phrase(words(code)), Code: code, Says: words(description),
		Advice: cmp.Or(f.advice(), "correct the application's settings, or mint"),
	}
}

// Refused is what an answer that is no success says, and what to do about it; words are fit to be shown.
func (a Attempt) Refused(by string, r httpx.Response, words func(string) string) *Refused {
	return &Refused{By: by, Answer: wording.Sentence("answers %s", r), Code: r.Field("error"), Status: r.Status, Says: words(r.Field("error_description")), Advice: a.Advice(r)}
}

// Advice is what to do about an answer of the token endpoint.
func (a Attempt) Advice(r httpx.Response) string {
	f := refusal{Attempt: a, code: r.Field("error"), says: r.Field("error_description")}
	if r.Status == http.StatusTooManyRequests {
		return comeBackLater
	}
	if r.Status == 0 || r.Status < 500 && r.Err == nil {
		if advice := f.advice(); advice != "" {
			return advice
		}
	}
	if f.code != "" && r.Status < 300 { // a success that says error
		return compareRequest
	}
	return Place{URL: "endpoints.token", Credentials: fmt.Sprintf("client_id, client_secret and auth of clients.%s", a.Client.Role)}.Remedy(r)
}

// advice is that of the closest reason, "" where none is known.
func (f refusal) advice() string {
	for _, r := range reasons {
		fits := (r.code == nil || r.code.MatchString(f.code)) && (r.says == nil || r.says.MatchString(f.says))
		if fits && (!r.assertion || f.Client.Auth == file.AuthPrivateKeyJWT) {
			return r.advice(f)
		}
	}
	return ""
}

// Refused is that a sign-in was refused, or not answered clearly.
type Refused struct {
	By     string // "the token endpoint"
	Answer string // "answers 403 invalid_grant"
	Code   string // the error code, "" for none
	Status int    // 0 for a redirect or no answer
	Says   string // the server's words, fit to be shown; "" for none
	Advice string // what to do
}

func (e *Refused) Error() string { return WithAdvice(e.What(), e.Advice) }

// What is it without what to do.
func (e *Refused) What() string {
	if e.By == "" {
		return ""
	}
	if e.Says == "" {
		return e.By + " " + e.Answer
	}
	return fmt.Sprintf("%s %s (%s)", e.By, e.Answer, e.Says)
}
