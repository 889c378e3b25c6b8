package deployment

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// How a revocation endpoint answers another application's token: the choices of declares.foreign_token.
const (
	ForeignRefused  = "refused"
	ForeignAnswered = "answered-200"
)

// Declared is the vendor's choice, as the file declares it, for which a need is not met: "foreign_token: refused"; "" where no
// declaration is the reason.
func (d *Deployment) Declared(need string) string {
	c := d.File.Declares
	switch {
	case c.Rotation == SettingOff && (need == "rotating" || need == "leeway"):
		return "rotation: off"
	case c.SenderConstrained && need == "not-sender-constrained":
		return "sender_constrained: true"
	case !isTrue(c.SettingGovernsDeviceUnlink) && need == "unlink-governed":
		return "setting_governs_device_unlink: false"
	case !isTrue(c.AccessTokensRevocable) && need == "revocable-access-tokens":
		return "access_tokens_revocable: false"
	case c.ForeignToken == ForeignRefused && need == "foreign-token-answered":
		return "foreign_token: " + ForeignRefused
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

func isTrue(b *bool) bool { return b == nil || *b }

// Rotates finds an application that rotates refresh tokens, by signing in at each, exchanging the token, and presenting it
// again: its role, "" for none. One that could not be told is no such application.
func (s *Session) Rotates(ctx context.Context, u User) string {
	for _, c := range s.Deployment.File.Clients.Distinct() {
		tokens, err := s.SignIn(ctx, Control, SignIn{Client: c, User: u})
		if err != nil {
			continue
		}
		next := s.exchangeOnce(ctx, c, tokens.Refresh).Field("refresh_token")
		if next != "" && next != tokens.Refresh && Class(s.exchangeOnce(ctx, c, tokens.Refresh)) == Dead {
			return c.Role
		}
	}
	return ""
}

func (s *Session) exchangeOnce(ctx context.Context, c Client, token string) Response {
	r := Request{Method: http.MethodPost, URL: s.Deployment.Endpoints.Token, Form: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}}
	if err := s.Authenticate(&r, c); err != nil {
		return Response{Err: err}
	}
	return s.Send(ctx, Control, r)
}

// Declarations are the vendor's choices as every report shows them, by key: those that the file states, less limits that
// are what they would be anyway.
func (d *Deployment) Declarations() map[string]string {
	f := d.File
	c := f.Declares
	words := map[string]string{}
	say := func(key, value string) {
		if value != "" {
			words[key] = value
		}
	}
	say("revoke_refresh_token_grant", string(c.RevokeRefreshTokenGrant))
	say("rotation", string(c.Rotation))
	say("foreign_token", c.ForeignToken)
	for key, stated := range map[string]*bool{"setting_governs_device_unlink": c.SettingGovernsDeviceUnlink, "access_tokens_revocable": c.AccessTokensRevocable} {
		if stated != nil {
			say(key, strconv.FormatBool(*stated))
		}
	}
	for key, stated := range map[string]bool{"each_sign_in_has_its_own_grant": c.EachSignInHasItsOwnGrant, "sender_constrained": c.SenderConstrained} {
		if stated {
			say(key, "true")
		}
	}
	if c.PropagationLimit > 0 {
		say("propagation_limit", c.PropagationLimit.String())
	}
	for _, limit := range f.limits() {
		if stated := **limit.field; stated != f.patient(limit.otherwise) {
			say(limit.key, stated.String())
		}
	}
	for _, client := range f.Clients.All() {
		for key, length := range map[string]time.Duration{"leeway": client.Leeway, "lifetime": client.Lifetime, "idle": client.Idle} {
			if length > 0 {
				say(fmt.Sprintf("clients.%s.%s", client.Role, key), length.String())
			}
		}
	}
	return words
}

// lag is how long something may lag.
type lag struct {
	key       string
	field     **time.Duration
	otherwise time.Duration
}

func (f *File) limits() []lag {
	c := &f.Declares
	return []lag{
		{"listing_limit", &c.ListingLimit, defaultListingLimit}, {"settling_time", &c.SettlingTime, defaultSettlingTime},
		{"log_limit", &c.LogLimit, defaultLogLimit},
	}
}

// patient is how long something may lag of which the file says nothing: a mock's may not.
func (f *File) patient(otherwise time.Duration) time.Duration {
	if f.Control != nil {
		return 0
	}
	return otherwise
}

// declares looks for declarations that contradict the rest of the file, or would keep a MUST from being judged.
func (c checker) declares() {
	d := c.Declares
	switch rotating := c.Clients.Rotating != nil || c.Clients.Leeway != nil; {
	case d.Rotation == SettingOn:
		c.report("declares.rotation", "declares.rotation can only be off: an application that rotates is described under clients.rotating, and observed")
	case d.Rotation == SettingOff && rotating:
		c.report("declares.rotation", "declares.rotation is off, but there is an application under clients that rotates; remove one of them")
	}
	if d.ForeignToken != "" && d.ForeignToken != ForeignRefused && d.ForeignToken != ForeignAnswered {
		c.say("declares.foreign_token", "declares.foreign_token must be %s or %s", ForeignRefused, ForeignAnswered)
	}
	if c.Control != nil {
		return
	}
	longest := cmp.Or(c.Limits.LongestWait, defaultLongestWait)
	tooLong := func(key string, limit, otherwise time.Duration) {
		if limit > longest && limit != otherwise {
			c.say("declares."+key, "declares.%s of %s is longer than limits.longest_wait of %s: what waits for it could never be judged; raise limits.longest_wait, or give the limit that is documented", key, limit, longest)
		}
	}
	tooLong("propagation_limit", d.PropagationLimit, 0)
	for _, limit := range c.limits() {
		if *limit.field != nil {
			tooLong(limit.key, **limit.field, limit.otherwise)
		}
	}
}
