package file

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How a revocation endpoint answers another application's token: the choices of declares.foreign_token.
const (
	ForeignRefused  = "refused"
	ForeignAnswered = "answered-200"
)

// Declarations are the vendor's choices as every report shows them, by key: those that the file states, less limits that
// are what they would be anyway.
func (f *File) Declarations() map[string]string {
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
	for key, stated := range map[string]bool{"each_sign_in_has_its_own_grant": c.EachSignInHasItsOwnGrant, "sender_constrained": c.SenderConstrained,
		"password_change_ends_tokens": c.PasswordChangeEndsTokens} {
		if stated {
			say(key, "true")
		}
	}
	if c.PropagationLimit > 0 {
		say("propagation_limit", c.PropagationLimit.String())
	}
	for _, limit := range f.limits() {
		if stated := **limit.field; stated != f.defaultLag(limit) {
			say(limit.key, stated.String())
		}
	}
	for endpoint, parameters := range f.Extra.All() {
		say("extra_parameters."+endpoint, strings.Join(slices.Sorted(maps.Keys(parameters)), " "))
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
	mock      time.Duration // where the file says nothing
	otherwise time.Duration
}

func (f *File) limits() []lag {
	c := &f.Declares
	return []lag{
		{"listing_limit", &c.ListingLimit, 0, defaultListingLimit}, {"settling_time", &c.SettlingTime, 0, defaultSettlingTime},
		{"log_limit", &c.LogLimit, 0, defaultLogLimit}, {"operation_limit", &c.OperationLimit, mockOperationLimit, defaultOperationLimit},
	}
}

// defaultLag is how long something may lag of which the file says nothing.
func (f *File) defaultLag(l lag) time.Duration {
	if f.Control != nil {
		return l.mock
	}
	return l.otherwise
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
