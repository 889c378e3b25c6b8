package signin

import (
	"context"
	"net/url"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// mintByPassword signs in by the password grant.
func (s *Signer) mintByPassword(ctx context.Context, p session.Purpose, in SignIn) (httpx.Response, error) {
	r := httpx.Request{URL: s.Server.Endpoints.Token, Form: s.parameters(in, url.Values{
		"grant_type": {s.Server.File.PasswordGrant()}, "username": {in.User.Username}, "password": {in.User.Password},
	})}
	if err := s.Authenticate(&r, in.Client); err != nil {
		return httpx.Response{}, err
	}
	return s.Send(ctx, p, r), nil
}
