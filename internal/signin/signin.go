// Package signin signs users in by the strategy of the deployment file, and lets devices in. The
// strategies stand in strategy.go.
package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// SignIn is a sign-in to be made.
type SignIn struct {
	Client   file.Client
	User     file.User
	Audience string   // "" = the first of the file's, if any
	Scope    string   // "" = the client's, else mint.scope
	Browser  *Browser // in which it is made, whatever the strategy; nil = by the strategy, with cookies that nobody else has
}

// Tokens are what a sign-in yields; Refresh and Access are never empty.
type Tokens struct {
	Refresh, Access, ID, Scope string
	Lifetime                   time.Duration // of the access token; 0 where the server does not say
}

// SignIn signs the user in by the file's strategy. Where the answer of the token request is lost, or is 429 or a 5xx, the
// whole sign-in is made again, at most twice; nothing that was sent is ever sent again.
func (s *Signer) SignIn(ctx context.Context, p session.Purpose, in SignIn) (Tokens, error) {
	d := s.Server
	in = s.completed(in)
	ctx, err := d.Pacer.SignIn(ctx, in.User)
	if err != nil {
		return Tokens{}, s.signInError(in, err)
	}
	for try := 1; ; try++ {
		answer, err := s.mint(ctx, p, in)
		why := answer.String()
		var page *browser.LostPage
		if errors.As(err, &page) && try < session.TokenTries {
			answer, why = page.Answer, cmp.Or(page.Trouble, page.Answer.String())
		}
		if err != nil && !session.StartAgain(answer) {
			return Tokens{}, s.signInError(in, err)
		}
		if try < session.TokenTries && session.StartAgain(answer) {
			d.Progress(fmt.Sprintf("sign-in at %s: %s; it is begun again", in.Client.Role, why))
			if err := d.Rest(ctx, session.Pause(answer, try)); err != nil {
				return Tokens{}, s.signInError(in, err)
			}
			continue
		}
		tokens, err := s.tokensOf(in, answer)
		if err != nil {
			return Tokens{}, s.signInError(in, err)
		}
		return tokens, nil
	}
}

// completed fills in what a sign-in leaves to the file.
func (s *Signer) completed(in SignIn) SignIn {
	if audiences := s.Server.File.Audiences; in.Audience == "" && len(audiences) > 0 {
		in.Audience = audiences[0]
	}
	in.Scope = cmp.Or(in.Scope, in.Client.Scope)
	in.Scope = cmp.Or(in.Scope, s.Server.File.Mint.Scope)
	return in
}

// mint returns the answer of the token endpoint, or what went wrong on the way there.
func (s *Signer) mint(ctx context.Context, p session.Purpose, in SignIn) (httpx.Response, error) {
	done, err := s.desk.minting.begin(ctx)
	if err != nil {
		return httpx.Response{}, err
	}
	defer done()
	by := s.strategyOf(in)
	if by.mint == nil {
		return httpx.Response{}, fmt.Errorf("mint.strategy %s is not known", s.Server.File.Mint.Strategy)
	}
	return by.mint(s, ctx, p, in)
}

func (s *Signer) signInError(in SignIn, err error) error {
	return fmt.Errorf("sign-in at %s: %w", in.Client.Role, err)
}

// tokensOf reads the answer of a sign-in's token request.
func (s *Signer) tokensOf(in SignIn, r httpx.Response) (Tokens, error) {
	t := Tokens{Refresh: r.Field("refresh_token"), Access: r.Field("access_token"), ID: r.Field("id_token"), Scope: r.Field("scope"), Lifetime: r.Seconds("expires_in")}
	switch {
	case r.Err != nil || r.Status != http.StatusOK:
		return Tokens{}, s.Refused("the token endpoint", s.attempt(in), r)
	case t.Access == "":
		return Tokens{}, errors.New("the token endpoint answers 200 without an access_token")
	case t.Refresh == "":
		return Tokens{}, errors.New("no refresh_token is issued; allow offline access for the application and its audience, or correct mint.scope")
	}
	return t, nil
}

// parameters are the extra parameters of the file and those of the sign-in, which win.
func (s *Signer) parameters(in SignIn, more url.Values) url.Values {
	form := url.Values{}
	for name, value := range s.Server.File.Mint.Parameters {
		form.Set(name, value)
	}
	form.Set("scope", in.Scope)
	if in.Audience != "" {
		form.Set("audience", in.Audience)
	}
	maps.Copy(form, more)
	return form
}
