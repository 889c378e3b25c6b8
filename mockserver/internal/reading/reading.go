// Package reading lists the readings of the documentation that a tenant can be switched to, where the documents leave a choice or
// contradict each other.
package reading

import (
	"fmt"

	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Switch is one of them.
type Switch struct {
	Name     string
	Sentence string // what the server then does
	Apply    func(*tenant.Policy)
}

// Switches lists all of them.
func Switches() []Switch {
	return []Switch{
		{"devices-ignore-setting", "Deleting a device credential ends that credential alone, even with \"Refresh Token Revocation Deletes Grant\" on.", tenant.DevicesIgnoreSetting},
		{"reuse-ends-grant", "The reuse of a rotated token ends the grant along with the family.", tenant.ReuseEndsGrant},
		{"foreign-is-refused", "The revocation of another application's token is refused with 400 instead of answered 200.", tenant.ForeignIsRefused},
		{"wrong-secret-is-access-denied", "A client that is unknown, or that sends no secret, a wrong one, or one by a way it is not registered for, is refused with 401 access_denied, \"Unauthorized\", as live tenants often do, instead of invalid_client.", tenant.WrongSecretIsAccessDenied},
		{"success-body-ok", "A successful revocation is answered with the text OK instead of an empty body.", tenant.SuccessBodyOK},
		{"require-user-id", "Device credentials are listed with user_id alone; without it the answer is 400.", tenant.RequireUserID},
		{"without-enterprise", "The endpoints of Enterprise plans, refresh tokens and sessions, are not there.", tenant.WithoutEnterprise},
		{"without-revocation", "There is no revocation endpoint, and the metadata names none.", tenant.WithoutRevocation},
		{"hint-required", "A revocation without token_type_hint is refused with 400.", tenant.HintRequired},
		{"free-tenant-limit", "Requests are limited as for free tenants: the Management API takes two a second of each caller, the Authentication API 300 a minute, the token endpoint 30 a second, userinfo 10 at once of each user and 5 a minute, sign-in 20 at once of each user and 10 a minute.", tenant.FreeTenantLimit},
	}
}

// ByName returns the switch of that name. The error of an unknown one names the nearest, or all.
func ByName(name string) (Switch, error) {
	var names []string
	for _, s := range Switches() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Switch{}, fmt.Errorf("switch %q is unknown; %s", tenant.Shorten(name), closest.Hint(name, names))
}
