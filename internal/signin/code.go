package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/internal/session"
)

// Code is an authorization code that nobody has redeemed yet, with what is sent along with it.
type Code struct {
	SignIn                       SignIn
	Value, Verifier, RedirectURI string
}

// Form is the token request that redeems the code (RFC 6749 section 4.1.3, RFC 7636 section 4.5), without credentials.
func (c Code) Form() url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {c.Value}, "redirect_uri": {c.RedirectURI}, "code_verifier": {c.Verifier}}
}

// Authorize signs the user in at the server's pages, by whatever strategy other sign-ins are made, and returns the code. Where a page is
// lost, or is 429 or a 5xx, it is begun again, at most twice.
func (s *Signer) Authorize(ctx context.Context, p session.Purpose, in SignIn) (Code, error) {
	in = s.completed(in)
	ctx, err := s.Server.Pacer.SignIn(ctx, in.User)
	if err != nil {
		return Code{}, s.signInError(in, err)
	}
	for try := 1; ; try++ {
		code, err := s.authorizeOnce(ctx, p, in)
		var page *browser.LostPage
		if errors.As(err, &page) && try < session.TokenTries && session.StartAgain(page.Answer) {
			if err := s.Server.Rest(ctx, session.Pause(page.Answer, try)); err != nil {
				return Code{}, s.signInError(in, err)
			}
			continue
		}
		if err != nil {
			return Code{}, s.signInError(in, err)
		}
		return code, nil
	}
}

func (s *Signer) authorizeOnce(ctx context.Context, p session.Purpose, in SignIn) (Code, error) {
	done, err := s.desk.minting.begin(ctx)
	if err != nil {
		return Code{}, err
	}
	defer done()
	return s.code(ctx, p, in)
}

// TokensOf reads the answer to a code's redemption.
func (s *Signer) TokensOf(c Code, r httpx.Response) (Tokens, error) { return s.tokensOf(c.SignIn, r) }

// mintByCode signs in by the authorization code grant.
func (s *Signer) mintByCode(ctx context.Context, p session.Purpose, in SignIn) (httpx.Response, error) {
	code, err := s.code(ctx, p, in)
	if err != nil {
		return httpx.Response{}, err
	}
	r := httpx.Request{URL: s.Server.Endpoints.Token, Form: code.Form()}
	if err := s.Authenticate(&r, in.Client); err != nil {
		return httpx.Response{}, err
	}
	return s.Send(ctx, p, r), nil
}

// code gets an authorization code, with PKCE (RFC 6749 section 4.1, RFC 7636), going through the
// server's pages with a browser of its own, or in a Chromium with cookies of its own: cookies shared by two sign-ins could
// make them share a grant.
func (s *Signer) code(ctx context.Context, p session.Purpose, in SignIn) (Code, error) {
	endpoint := s.Server.Endpoints.Authorization
	switch {
	case endpoint == "":
		return Code{}, errors.New("no authorization endpoint is known; give endpoints.authorization")
	case in.Client.RedirectURI == "":
		return Code{}, fmt.Errorf("clients.%s has no redirect_uri; add one that is registered", in.Client.Role)
	}
	s.Name(in.User.Password, "password of the user")
	state, verifier := rand.Text(), rand.Text()+rand.Text()
	s.Secrets.Number(verifier, redact.Kinds["code_verifier"])
	challenge := sha256.Sum256([]byte(verifier))
	query := s.parameters(in, url.Values{
		"response_type": {"code"}, "client_id": {in.Client.ClientID}, "redirect_uri": {in.Client.RedirectURI},
		"state": {state}, "nonce": {rand.Text()},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	})
	query.Del("grant_type") // which the file may give for strategy password
	back, err := s.authorize(ctx, p, in, httpx.WithQuery(endpoint, query))
	if err != nil {
		return Code{}, err
	}
	value, err := s.codeOf(in, back, state)
	return Code{SignIn: in, Value: value, Verifier: verifier, RedirectURI: in.Client.RedirectURI}, err
}

// authorize goes from the authorization endpoint to the redirect that ends it.
func (s *Signer) authorize(ctx context.Context, p session.Purpose, in SignIn, start string) (url.Values, error) {
	pages, err := s.pagesOf(ctx, p, in)
	if err != nil {
		return nil, err
	}
	defer pages.close()
	end, err := pages.goThrough(ctx, start, &person{user: in.User})
	if err != nil {
		return nil, err
	}
	if end.back == nil {
		return nil, fmt.Errorf("the page at %s has no form revokespec can fill: it must be a plain HTML form for sign-in or consent; give mint.username_field and mint.password_field, or choose mint.strategy browser", end.path)
	}
	return end.back, nil
}

// codeOf reads the redirect back to the client (RFC 6749 section 4.1.2).
func (s *Signer) codeOf(in SignIn, back url.Values, state string) (string, error) {
	refusal, says := back.Get("error"), back.Get("error_description")
	switch refusal {
	case "":
	case "server_error", "temporarily_unavailable", "error": // RFC 6749 section 4.1.2.1: these stand for a 500 and a 503
		return "", &browser.LostPage{Answer: httpx.Response{Status: http.StatusServiceUnavailable}, Trouble: strings.TrimSpace(s.Words(refusal) + " " + s.Words(says))}
	default:
		return "", s.attempt(in).RefusedByRedirect(refusal, says, s.Words)
	}
	if subtle.ConstantTimeCompare([]byte(back.Get("state")), []byte(state)) != 1 {
		return "", errors.New("the redirect back to the client does not carry the state that was sent; the server breaks RFC 6749 section 4.1.2")
	}
	code := back.Get("code")
	if code == "" {
		return "", errors.New("the redirect back to the client carries neither code nor error; the server breaks RFC 6749 section 4.1.2")
	}
	s.Secrets.Number(code, redact.Kinds["code"])
	return code, nil
}
