package authapi

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// codeLifetime is short: a code is exchanged at once or never (RFC 6749 section 4.1.2 recommends ten minutes at most).
const codeLifetime = 10 * time.Minute

// verifierPattern is RFC 7636 section 4.1.
var verifierPattern = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// code is the authorization_code grant.
func (c *call) code(client *tenant.Client) (tenant.Answer, *tenant.Error) {
	value := c.params.Get("code")
	if value == "" {
		return tenant.Answer{}, missingParameter("code")
	}
	if client == nil {
		return tenant.Answer{}, missingParameter("client_id")
	}
	code, replayed, err := c.takeCode(tenant.HashOf(value), client)
	if err != nil {
		return tenant.Answer{}, err
	}
	switch {
	case replayed:
		return tenant.Answer{}, c.replay(code)
	case code == nil, !c.Now.Before(code.ExpiresAt), code.RedirectURI != c.params.Get("redirect_uri"):
		return tenant.Answer{}, c.refusal("invalid_grant", "Invalid authorization code")
	case !verifierMatches(code, c.params.Get("code_verifier")):
		return tenant.Answer{}, c.refusal("invalid_grant", "Failed to verify code verifier")
	}
	invalid := c.refusal("invalid_grant", "Invalid authorization code")
	approval, err := c.approval(code.UserID, code.Session, code.Approved, invalid)
	if err != nil {
		return tenant.Answer{}, err
	}
	api, err := c.audience(code.Audience)
	if err != nil {
		return tenant.Answer{}, err
	}
	answer, grant, err := c.signIn(signIn{client: client, user: approval.User, api: api, scopes: code.Scopes,
		nonce: code.Nonce, gty: "authorization_code", session: code.Session, authenticated: code.AuthenticatedAt, approval: approval})
	if err != nil {
		return tenant.Answer{}, err
	}
	failure := c.store.UpdateCode(c.Ctx, tenant.HashOf(value), func(used *tenant.Code) { used.Grant = grant })
	if failure := store.IgnoreMissing(failure); failure != nil {
		return tenant.Answer{}, c.fault(failure)
	}
	return answer, nil
}

// takeCode marks the code as used, once, for the client it was issued to. A nil code is unknown, or not the client's.
func (c *call) takeCode(h tenant.Hash, client *tenant.Client) (taken *tenant.Code, replayed bool, refusal *tenant.Error) {
	err := c.store.UpdateCode(c.Ctx, h, func(code *tenant.Code) {
		taken, replayed = nil, false
		if code.ClientID != client.ID {
			return
		}
		replayed, code.Used = code.Used, true
		copied := *code
		taken = &copied
	})
	if err := store.IgnoreMissing(err); err != nil {
		return nil, false, c.fault(err)
	}
	return taken, replayed, nil
}

// replay ends what a code was exchanged for when it is presented again, where the policy says so.
func (c *call) replay(code *tenant.Code) *tenant.Error {
	if c.Policy.SignIn.ReplayEnds && code.Grant != "" {
		err := c.store.UpdateGrant(c.Ctx, code.Grant, func(g *tenant.Grant) {
			e := tenant.Ending{Cause: tenant.CauseReplay, Grant: g, Now: c.Now}
			e.EndGrant()
		})
		if err := store.IgnoreMissing(err); err != nil {
			return c.fault(err)
		}
	}
	return c.refusal("invalid_grant", "Invalid authorization code")
}

// verifierMatches checks the verifier of PKCE (RFC 7636 section 4.6).
func verifierMatches(code *tenant.Code, verifier string) bool {
	if code.Challenge == "" {
		return verifier == ""
	}
	if !verifierPattern.MatchString(verifier) {
		return false
	}
	if code.ChallengeMethod == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(code.Challenge)) == 1
}
