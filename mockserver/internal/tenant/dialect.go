package tenant

import (
	"fmt"
	"time"
)

// The dialects.
const (
	DialectAuth0 = "auth0"
	DialectRFC   = "rfc"
)

// NewPolicy returns the policy of a dialect.
func NewPolicy(dialect string) (*Policy, error) {
	p := commonPolicy()
	switch dialect {
	case "", DialectAuth0:
		auth0Policy(p)
	case DialectRFC:
		rfcPolicy(p)
	default:
		return nil, fmt.Errorf("dialect %q is unknown; use %q or %q", dialect, DialectAuth0, DialectRFC)
	}
	return p, nil
}

// commonPolicy is what both dialects decide alike.
func commonPolicy() *Policy {
	p := &Policy{
		Directory: Directory{Clients: func() []*Client { return nil }, Audiences: func() []*Audience { return nil }},
		Parameters: ParameterPolicy{
			JSON:    func(Request) bool { return true },
			Read:    func(r Request) Params { return r.Body },
			MaxBody: 1 << 20,
			Duplicate: func(_ Request, name string) *Error {
				return &Error{Status: 400, Code: "invalid_request", Description: "Parameter given more than once: " + name}
			},
		},
		Clients: ClientPolicy{Judge: func(_ Attempt, found AuthResult) AuthResult { return found }},
		Exchange: ExchangePolicy{
			Owns:    func(x Exchange) bool { return x.Client == nil || x.Client.ID == x.Grant.Key.ClientID },
			Foreign: func(*Ending) {},
		},
		SignIn: SignInPolicy{
			Continue:     func(g *Grant, now time.Time) bool { return g.Stands(now) },
			Offline:      func(c Client, a Audience) bool { return a.AllowOfflineAccess && c.Allows(GrantRefreshToken) },
			AsksConsent:  func(Client, Audience, string) bool { return true },
			Honours:      func(_ Approval, refusal *Error) *Error { return refusal },
			RequiresPKCE: func(Client) bool { return false },
			UpdatedAt:    func(t time.Time) any { return t.Unix() }, // OpenID Connect Core, section 5.1
			Overflow:     oldestBeyond,
		},
		Pushed: PushedPolicy{
			Lifetime:  30 * time.Second, // Auth0, "Authorization Code Flow with PAR"
			Admits:    func(Client) *Error { return nil },
			Announced: func(Settings) bool { return true },
		},
		Codes: CodePolicy{
			Judge:    func(_ Redemption, found CodeFinding) CodeFinding { return found },
			Replayed: func(*Ending) {},
			Foreign:  func(*Ending) {},
		},
		Access: AccessPolicy{
			Expired: func(a AccessToken, now time.Time) bool { return past(a.ExpiresAt, now) },
			Active:  func(a AccessToken, g *Grant, now time.Time) bool { return a.Active(g, now) },
		},
		Introspection: IntrospectionPolicy{
			Answer: func(_ Kind, truth map[string]any) map[string]any { return truth },
			Usable: func(_ Kind, u *User) bool { return u != nil && !u.Blocked },
		},
		Settings: SettingsPolicy{Founded: DefaultSettings, Patch: Settings.Merge},
		Grants: GrantPolicy{
			Listed: func(g *Grant, now time.Time) bool { return g.Stands(now) && !g.Withdrawn },
			Delete: (*Ending).EndGrant,
			OfUser: func(g []*Grant) []*Grant { return g },
		},
		Log:       func(e LogEvent) (LogEvent, bool) { return e, true },
		Restarted: func(*Grant) {},
		TokenKey:  func(_ Endpoint, value string) string { return value },
		Metadata:  func(string, map[string]any) {},
		Origins:   func(_ string, listed bool) bool { return listed },
	}
	commonRevocation(&p.Revocation)
	commonRotation(&p.Rotation)
	commonDevices(p)
	commonManagement(p)
	commonDashboard(p)
	return p
}

func commonRevocation(r *RevocationPolicy) {
	r.Offered = true
	r.Methods = func(q Request) bool { return q.Method == "POST" }
	r.Missing = func(_ Request, empty bool) *Error {
		text := "Missing required parameter: token"
		if empty {
			text = "Parameter is empty: token"
		}
		return &Error{Status: 400, Code: "invalid_request", Description: text}
	}
	r.Answer = func(Revocation) Answer { return Answer{Status: 200} }
	r.Failed = func(_ Revocation, e *Error) Answer { return e.Answer() }
	r.EndAccess = func(Revocation, *AccessToken, *Ending) {}
}

func commonRotation(r *RotationPolicy) {
	r.Rotates = func(c Client) bool { return c.RefreshTokens.Rotating }
	r.Leeway = func(c Client) time.Duration { return c.RefreshTokens.Leeway }
	r.Issue = func(Exchange) bool { return true }
	r.Spend = func(Exchange) bool { return true }
	r.Renew = (*Family).Renew
	r.Breach = (*Ending).EndFamily
	// Auth0, "Refresh Token Rotation", overlap period: the token before the newest works until the leeway is over;
	// the one before that never does. Two exchanges at once may have read the clock in another order than they were
	// served, so the time since it was spent can be negative: without a leeway that is a reuse like any other.
	r.Reuse = func(u Reuse) Reaction {
		if u.Leeway > 0 && u.Previous && !u.SpentAt.IsZero() && u.Now.Sub(u.SpentAt) < u.Leeway {
			return Reaction{Accept: true, Issue: true}
		}
		return Reaction{Breach: true}
	}
}

func commonDevices(p *Policy) {
	p.Devices = DevicePolicy{
		Listed: func(q DeviceQuery, d Device) bool {
			return d.Usable && (q.UserID == "" || q.UserID == d.Key.UserID) &&
				(q.ClientID == "" || q.ClientID == d.Key.ClientID) &&
				(q.Type == "" || q.Type == p.Devices.Type(d.Family))
		},
		Type: func(f *Family) string {
			if f.Rotating {
				return DeviceRotatingRefreshToken
			}
			return DeviceRefreshToken
		},
		Item:   func(_ Device, item map[string]any) map[string]any { return item },
		Answer: func(DeviceDeletion) Answer { return Answer{Status: 204} },
		End:    p.endToken,
	}
	p.DeviceFlow = DeviceFlowPolicy{
		Lifetime: 15 * time.Minute, // Auth0, "Call Your API Using the Device Authorization Flow"
		Interval: 5 * time.Second,
		// RFC 8628 section 5.1: with 20^8 codes, of which a few live for 15 minutes, guessing is hopeless at this rate.
		WrongCodes: 10,
		Admits:     func(Client) *Error { return nil },
		Status:     p.deviceStatus,
		Poll:       func(_ DeviceAuthorization, found *Error) *Error { return found },
	}
}

func commonManagement(p *Policy) {
	p.Management = ManagementPolicy{
		Authorize: func(_ Endpoint, found *Problem) *Problem { return found },
		Malformed: func(_ Endpoint, found *Problem) *Problem { return found },
		BadBody:   func(_ Endpoint, _ map[string]any, found *Problem) *Problem { return found },
		Window: func(_ Endpoint, page, perPage, n int) (int, int) {
			from := min(page*perPage, n)
			return from, min(from+perPage, n)
		},
		Delay:      asynchronous,
		Enterprise: true,
	}
	p.RefreshTokens = RefreshTokenPolicy{
		Shown:  (*Grant).Usable,
		Listed: (*Grant).Usable,
		Item:   func(_ *Grant, _ *Family, item map[string]any) map[string]any { return item },
		Named:  func(n NamedTokens) NamedTokens { return n },
		End:    (*Ending).EndFamily,
		Absent: func() *Problem { return nil }, // no 404 is documented

		Preserved: func(asked bool) bool { return asked },
	}
	p.Users = UserPolicy{
		Deleted:         (*Ending).EndGrant,
		ClientDeleted:   (*Ending).EndGrant,
		PasswordChanged: func(*Ending) {},

		Disabled:         func(*Ending) {},
		ConsentWithdrawn: (*Ending).EndGrant,
		LoggedOut:        (*Ending).EndGrant,
	}
}

func commonDashboard(p *Policy) {
	p.Dashboard = DashboardPolicy{
		Authorized: func(g *Grant, now time.Time) bool { return g.Stands(now) && !g.Withdrawn },
		Lists:      func(userID string) Selector { return Selector{UserID: userID} },
		Shown:      func(s Settings) Settings { return s },
		Revokes: func(userID, clientID string) Selector {
			return Selector{UserID: userID, ClientID: clientID}
		},
		Revoke: (*Ending).EndGrant,
		Unlink: func(e *Ending) { p.Devices.End(e) },
		Patch:  func(old, patch Settings) Settings { return p.Settings.Patch(old, patch) },
		Client: func(_, changed Client) Client { return changed },
	}
}

// asynchronous is how long operations that answer 202 take: long enough that a caller who does not wait notices.
const asynchronous = 250 * time.Millisecond

// deviceStatus is the dialect's status, but for slow_down, which Auth0 answers 429.
func (p *Policy) deviceStatus(code string) int {
	switch {
	case p.Dialect == DialectRFC:
		return 400 // RFC 8628 section 3.5
	case code == "slow_down":
		return 429
	}
	return 403
}

// endToken ends a refresh token: with its family, and with its grant where the settings say so.
func (p *Policy) endToken(e *Ending) {
	if p.Settings.Cascades(e.Settings, e.Cause) {
		e.EndGrant()
		return
	}
	e.EndFamily()
}
