package deployment

import (
	"context"
	"net/url"
)

// mintByPassword signs in by the password grant.
func (s *Session) mintByPassword(ctx context.Context, p Purpose, in SignIn) (Response, error) {
	r := Request{URL: s.Deployment.Endpoints.Token, Form: s.parameters(in, url.Values{
		"grant_type": {s.Deployment.File.PasswordGrant()}, "username": {in.User.Username}, "password": {in.User.Password},
	})}
	if err := s.Authenticate(&r, in.Client); err != nil {
		return Response{}, err
	}
	return s.Send(ctx, p, r), nil
}
