package deployment

import (
	"context"
	"net/url"
)

// mintByPassword signs in by the password grant (RFC 6749 section 4.3).
func (s *Session) mintByPassword(ctx context.Context, p Purpose, in SignIn) (Response, error) {
	r := Request{URL: s.Deployment.Endpoints.Token, Form: s.parameters(in, url.Values{
		"grant_type": {"password"}, "username": {in.User.Username}, "password": {in.User.Password},
	})}
	if err := s.Authenticate(&r, in.Client); err != nil {
		return Response{}, err
	}
	return s.Send(ctx, p, r), nil
}
