package deployment

import (
	"context"
	"net/http"
	"net/url"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
)

// Declared is the vendor's choice, as the file declares it, for which a need is not met: "foreign_token: refused"; "" where no
// declaration is the reason.
func (d *Deployment) Declared(need string) string {
	c := d.File.Declares
	switch {
	case c.Rotation == file.SettingOff && (need == "rotating" || need == "leeway"):
		return "rotation: off"
	case c.SenderConstrained && need == "not-sender-constrained":
		return "sender_constrained: true"
	case !isTrue(c.SettingGovernsDeviceUnlink) && need == "unlink-governed":
		return "setting_governs_device_unlink: false"
	case !isTrue(c.AccessTokensRevocable) && need == "revocable-access-tokens":
		return "access_tokens_revocable: false"
	case c.ForeignToken == file.ForeignRefused && need == "foreign-token-answered":
		return "foreign_token: " + file.ForeignRefused
	}
	return ""
}

// Tried says whether what a declaration excludes can be tried all the same, so that a false one shows. Where a client's
// certificate is given, its tokens may be bound to that, and every exchange would have the proof.
func (d *Deployment) Tried(need string) bool {
	switch need {
	case "rotating", "leeway":
		return false // there is no such application
	case "not-sender-constrained":
		return d.File.TLS.ClientCert == ""
	}
	return true
}

// Rotates finds an application that rotates refresh tokens, by signing in at each, exchanging the token, and presenting it
// again: its role, "" for none. One that could not be told is no such application.
func (s *Session) Rotates(ctx context.Context, u file.User) string {
	for _, c := range s.Deployment.File.Clients.Distinct() {
		tokens, err := s.SignIn(ctx, session.Control, signin.SignIn{Client: c, User: u})
		if err != nil {
			continue
		}
		next := s.exchangeOnce(ctx, c, tokens.Refresh).Field("refresh_token")
		if next != "" && next != tokens.Refresh && judge.Class(s.exchangeOnce(ctx, c, tokens.Refresh)) == judge.Dead {
			return c.Role
		}
	}
	return ""
}

func (s *Session) exchangeOnce(ctx context.Context, c file.Client, token string) httpx.Response {
	r := httpx.Request{Method: http.MethodPost, URL: s.Deployment.Endpoints.Token, Form: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}}
	if err := s.Authenticate(&r, c); err != nil {
		return httpx.Response{Err: err}
	}
	return s.Send(ctx, session.Control, r)
}

func isTrue(b *bool) bool { return b == nil || *b }
