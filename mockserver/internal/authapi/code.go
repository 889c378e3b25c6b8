package authapi

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"regexp"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// codeLifetime is short: a code is exchanged at once or never (RFC 6749 section 4.1.2 recommends ten minutes at most).
const codeLifetime = 10 * time.Minute

// verifierPattern is RFC 7636 section 4.1.
var verifierPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`) })

// code is the authorization_code grant.
func (c *call) code(client *tenant.Client) (tenant.Answer, *tenant.Error) {
	value := c.params.Get("code")
	if value == "" {
		return tenant.Answer{}, missingParameter("code")
	}
	if client == nil {
		return tenant.Answer{}, missingParameter("client_id")
	}
	if c.Policy.Codes.Pause != nil {
		c.Policy.Codes.Pause()
	}
	code, found, err := c.takeCode(tenant.HashOf(value), client)
	if err != nil {
		return tenant.Answer{}, err
	}
	if found != tenant.CodeGood {
		return tenant.Answer{}, c.refuseCode(code, found)
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
	answer, place, err := c.signIn(signIn{client: client, user: approval.User, api: api, scopes: code.Scopes,
		nonce: code.Nonce, session: code.Session, authenticated: code.AuthenticatedAt, approval: approval,
		custom: code.Custom})
	if err != nil {
		return tenant.Answer{}, err
	}
	failure := c.store.UpdateCode(c.Ctx, tenant.HashOf(value), func(used *tenant.Code) {
		used.Place, used.RedeemedAt = place, c.Env.Clock.Now()
	})
	if failure := store.IgnoreMissing(failure); failure != nil {
		return tenant.Answer{}, c.fault(failure)
	}
	return answer, nil
}

// takeCode says what the code is for this client, and marks it as used where it is the client's.
func (c *call) takeCode(h tenant.Hash, client *tenant.Client) (code tenant.Code, found tenant.CodeFinding, refusal *tenant.Error) {
	err := c.store.UpdateCode(c.Ctx, h, func(kept *tenant.Code) {
		code = *kept
		r := tenant.Redemption{Request: c.Request, Client: client, Code: code, Now: c.Now}
		found = c.Policy.Codes.Judge(r, c.findCode(code, client))
		kept.Used = kept.Used || code.ClientID == client.ID
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return code, tenant.CodeUnknown, nil
	case err != nil:
		return code, found, c.fault(err)
	}
	return code, found, nil
}

// findCode looks whose the code is before anything else (RFC 6749 section 4.1.3).
func (c *call) findCode(code tenant.Code, client *tenant.Client) tenant.CodeFinding {
	switch {
	case code.ClientID != client.ID:
		return tenant.CodeForeign
	case code.Used:
		return tenant.CodeUsed
	case !c.Now.Before(code.ExpiresAt):
		return tenant.CodeExpired
	case code.RedirectURI != c.params.Get("redirect_uri"):
		return tenant.CodeOtherRedirect
	case !verifierMatches(&code, c.params.Get("code_verifier")):
		return tenant.CodeOtherVerifier
	}
	return tenant.CodeGood
}

// refuseCode refuses a code, and ends what the policy says ends with that.
func (c *call) refuseCode(code tenant.Code, found tenant.CodeFinding) *tenant.Error {
	ends := map[tenant.CodeFinding]func(*tenant.Ending){tenant.CodeUsed: c.Policy.Codes.Replayed, tenant.CodeForeign: c.Policy.Codes.Foreign}[found]
	if ends != nil && code.Place.Grant != "" {
		var others []tenant.Selector
		err := c.store.UpdateGrant(c.Ctx, code.Place.Grant, func(g *tenant.Grant) {
			e := tenant.Ending{Cause: tenant.CauseReplay, Grant: g, Family: g.Family(code.Place.Family), Place: code.Place, Now: c.Now}
			ends(&e)
			others = e.Others
		})
		if err := store.IgnoreMissing(err); err != nil {
			return c.fault(err)
		}
		if refusal := c.end(tenant.CauseReplay, others); refusal != nil {
			return refusal
		}
	}
	if found == tenant.CodeOtherVerifier {
		return c.refusal("invalid_grant", "Failed to verify code verifier")
	}
	return c.refusal("invalid_grant", "Invalid authorization code")
}

// verifierMatches checks the verifier of PKCE (RFC 7636 section 4.6).
func verifierMatches(code *tenant.Code, verifier string) bool {
	if code.Challenge == "" {
		return verifier == ""
	}
	if !verifierPattern().MatchString(verifier) {
		return false
	}
	if code.ChallengeMethod == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(code.Challenge)) == 1
}
