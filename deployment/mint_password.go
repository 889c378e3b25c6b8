package deployment

import (
	"context"
	"net/url"
)

// PasswordGrant is the grant type of strategy password: that of RFC 6749 section 4.3.2, or the one that the file gives as a
// parameter. Auth0's password-realm names the users' connection, where "password" asks the tenant's default directory.
func (f *File) PasswordGrant() string {
	if other := f.Mint.Parameters["grant_type"]; other != "" {
		return other
	}
	return "password"
}

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
