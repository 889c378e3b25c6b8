package tenant

import (
	"net/url"
	"slices"
	"time"
)

// Logout is a request to end a browser's session that waits for its user to say so, with the browser. Only plain data may be in it.
type Logout struct {
	Session   string // that the user was asked about
	ClientID  string // that asks; empty: none said so
	Target    string // where the browser goes then; empty: to a page of this server's
	Browser   Hash   // of the cookie it is bound to
	ExpiresAt time.Time
}

// Names of settings about logging out (tenant settings of the Management API). The latter is shown in the Dashboard as "Show
// RP-Initiated Logout End-User Confirmation".
const (
	settingOIDCLogout = "oidc_logout"
	logoutDiscovery   = "rp_logout_end_session_endpoint_discovery"
	settingSessions   = "sessions"
	logoutPrompt      = "oidc_logout_prompt_enabled"
)

// logoutDiscovered is the day since which new tenants announce their end session endpoint (Auth0, "Log Users Out of Auth0 with OIDC
// Endpoint").
var logoutDiscovered = time.Date(2023, time.November, 14, 0, 0, 0, 0, time.UTC)

// AnnouncesLogout says whether the metadata names the end session endpoint, which is there in any case.
func (s Settings) AnnouncesLogout() bool {
	of, _ := s.Other[settingOIDCLogout].(map[string]any)
	return of[logoutDiscovery] == true
}

// ConfirmsLogout says whether users are asked where an application does not show that it is theirs.
func (s Settings) ConfirmsLogout() bool {
	of, _ := s.Other[settingSessions].(map[string]any)
	return of[logoutPrompt] != false
}

// LogoutInitiators are those of a back-channel logout (Auth0, "OIDC Back-Channel Logout Initiators"). No session ends by an identity
// provider here, nor by a new address, and one that expires is not told of.
var LogoutInitiators = []string{initiatorRP, "idp-logout", initiatorPassword, "session-expired", initiatorSession, initiatorAccount,
	"email-identifier-changed"}

const (
	initiatorRP       = "rp-logout"
	initiatorPassword = "password-changed"
	initiatorSession  = "session-revoked"
	initiatorAccount  = "account-deleted"
)

// initiator is by what a session ended that ended for that cause.
func initiator(cause Cause) string {
	switch cause {
	case CauseSignOut:
		return initiatorRP
	case CausePassword:
		return initiatorPassword
	case CauseUserDeleted:
		return initiatorAccount
	}
	return initiatorSession
}

// Names under which Client.Extra keeps where an application is told that a session has ended; the latter is the older one.
const (
	ExtraOIDCLogout       = "oidc_logout"
	extraBackchannel      = "oidc_backchannel_logout"
	BackchannelURLs       = "backchannel_logout_urls"
	BackchannelInitiators = "backchannel_logout_initiators"
)

// BackchannelURLs are where the application is told that a session has ended for that cause: a logout is told in any case, what else is
// by its choice.
func (c *Client) BackchannelURLs(cause Cause) []string {
	of, _ := c.Extra[ExtraOIDCLogout].(map[string]any)
	if _, given := of[BackchannelURLs]; !given {
		of, _ = c.Extra[extraBackchannel].(map[string]any)
	}
	reasons, _ := of[BackchannelInitiators].(map[string]any)
	by := initiator(cause)
	if by != initiatorRP && reasons["mode"] != "all" && !slices.Contains(textsOf(reasons["selected_initiators"]), by) {
		return nil
	}
	return slices.DeleteFunc(textsOf(of[BackchannelURLs]), func(at string) bool { return !IsWebAddress(at) })
}

// IsWebAddress says whether a request can be sent to an address by HTTP.
func IsWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && u.Fragment == ""
}

// textsOf are the texts of a list, made here or as JSON has it.
func textsOf(list any) []string {
	if texts, ok := list.([]string); ok {
		return slices.Clone(texts)
	}
	var texts []string
	values, _ := list.([]any)
	for _, v := range values {
		if text, ok := v.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// LogoutTokenLifetime is Auth0's.
const LogoutTokenLifetime = 2 * time.Minute

// LogoutToken are the claims of a token that tells an application of the end of a session (OpenID Connect Back-Channel Logout 1.0,
// section 2.4).
func (s Session) LogoutToken(clientID string, now time.Time) map[string]any {
	return map[string]any{
		"iss": s.Issuer, "sub": s.UserID, "aud": clientID, "sid": s.ID, "jti": NewID(16),
		"iat": now.Unix(), "exp": now.Add(LogoutTokenLifetime).Unix(),
		"events":   map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
		"trace_id": NewID(8),
	}
}
