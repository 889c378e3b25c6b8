package authapi

import (
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// exchangeLogs is what an exchange for tokens is logged as, by grant type. The texts are those of Auth0's "Log Event
// Type Codes"; a failure is described by its reason.
var exchangeLogs = map[string]struct {
	success, failure tenant.LogType
	text             string
}{
	tenant.GrantAuthorizationCode: {tenant.LogCode, tenant.LogCodeFailed, "Successful exchange of authorization code for Access Token"},
	tenant.GrantPassword:          {tenant.LogPassword, tenant.LogPasswordFailed, "Successful exchange of Password for Access Token"},
	tenant.GrantPasswordRealm:     {tenant.LogPassword, tenant.LogPasswordFailed, "Successful exchange of Password for Access Token"},
	tenant.GrantClientCredentials: {tenant.LogCredentials, tenant.LogCredentialsFailed, "Successful exchange of Access Token for a Client Credentials Grant"},
	tenant.GrantDeviceCode:        {tenant.LogDevice, tenant.LogDeviceFailed, "Successful exchange of device code for Access Token"},
	tenant.GrantRefreshToken:      {tenant.LogExchanged, tenant.LogExchangeFailed, "Successful exchange of Refresh Token for Access Token"},
}

// What Auth0 writes about refresh tokens that it does not exchange.
const (
	textReuse   = "Reused rotating refresh token detected, revoked the family"
	textDead    = "Token could not be decoded or is missing in DB"
	textUnknown = "Unknown or invalid refresh token."
	textRevoked = "Successfully revoked a refresh token"
	textCleanup = "Emitted when resources exceeding defined limits were removed."
)

// detail adds to the event that the request will be logged as. No token, code or secret may be among the details.
func (c *call) detail(name string, value any) {
	if c.event.Details == nil {
		c.event.Details = map[string]any{}
	}
	c.event.Details[name] = value
}

// about names the client that the event is about.
func (c *call) about(client *tenant.Client) {
	if client != nil {
		c.event.ClientID, c.event.ClientName = client.ID, client.Name
	}
}

func (c *call) aboutClient(id string) { c.event.ClientID, c.event.ClientName = id, c.clientName(id) }

// aboutUser names the user that the event is about.
func (c *call) aboutUser(u *tenant.User) {
	if u != nil {
		c.event.UserID, c.event.UserName, c.event.Connection = u.ID, u.Email, u.Connection
	}
}

// record writes what is known of the event to the tenant's log.
func (c *call) record(t tenant.LogType, description string) {
	e := c.event
	e.Type, e.Description = t, description
	c.Log(c.store, e)
}

// recordExchange logs how an exchange for tokens went. Not every refusal is one: a device that has to wait is told
// so every few seconds.
func (c *call) recordExchange(refusal *tenant.Error) {
	as, ok := exchangeLogs[c.params.Get("grant_type")]
	switch {
	case !ok:
	case refusal == nil:
		c.record(as.success, as.text)
	case refusal.Code == "authorization_pending", refusal.Code == "slow_down":
	default:
		t := as.failure
		if c.event.Type != "" {
			t = c.event.Type
		}
		c.record(t, c.reason(refusal))
	}
}

// reason is why a request failed, as the log has it: not in words that repeat what the caller sent.
func (c *call) reason(refusal *tenant.Error) string {
	if c.event.Description != "" {
		return c.event.Description
	}
	return refusal.Description
}

func (c *call) recordFailedLogin(refusal *tenant.Error) {
	t := tenant.LogLoginFailed
	if c.event.UserID == "" {
		t = tenant.LogUserUnknown
	}
	c.event.Connection = tenant.Connection // where the user was looked for
	c.detail("error", map[string]any{"message": refusal.Description})
	c.record(t, refusal.Description)
}

func (c *call) recordLogout(clientID string) {
	s, u := c.session()
	if s == nil {
		return
	}
	c.aboutUser(u)
	if clientID != "" {
		c.aboutClient(clientID)
	}
	c.detail("session_id", s.ID)
	c.record(tenant.LogLogout, "User successfully logged out")
}

// describeExchange is what the log tells of the exchange of a refresh token.
func (c *call) describeExchange(x tenant.Exchange, key tenant.GrantKey, out tenant.Exchanged) {
	c.event.UserID, c.event.Audience = key.UserID, key.Audience
	c.aboutUser(x.User)
	c.detail("familyId", x.Place.Family)
	c.detail("tokenCounter", x.Place.Serial)
	if out.Reused {
		c.detail("latestCounter", out.Latest)
		c.event.Type, c.event.Description = tenant.LogReuse, textReuse
		return
	}
	c.detail("policy_used", "refresh_token_user_grant")
	c.detail("refresh_token", refreshTokenDetails(out.Session))
	switch out.Kind {
	case tenant.KindEnded, tenant.KindExpired, tenant.KindSpent:
		c.event.Description = textDead
	case tenant.KindForeign:
		c.event.Description = textUnknown
	}
}

// refreshTokenDetails describes a refresh token, and the browser session that it came of, if any.
func refreshTokenDetails(session string) map[string]any {
	out := map[string]any{"access": "offline"}
	if session != "" {
		out["session_id"] = session
	}
	return out
}

// recordRevocation logs that a refresh token was revoked which had not ended yet.
func (c *call) recordRevocation(token foundToken, session string) {
	c.event.UserID, c.event.Audience = token.key.UserID, token.key.Audience
	if u, err := c.store.User(c.Ctx, token.key.UserID); c.succeeded("name the user of a revoked token", err) {
		c.aboutUser(u)
	}
	c.detail("credential_id", token.place.Family)
	c.detail("grant_id", token.place.Grant)
	c.detail("audience", token.key.Audience)
	c.detail("refresh_token", refreshTokenDetails(session))
	if session != "" {
		c.detail("session_id", session)
	}
	c.record(tenant.LogRevoked, textRevoked)
}
