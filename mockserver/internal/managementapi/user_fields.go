package managementapi

import (
	"maps"
	"math"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func userProperties() properties {
	metadata := func() *schema { return nullable(anything()) }
	return properties{
		"email": &schema{Type: "string", MinLength: 1, MaxLength: 320, Format: formatEmail}, "email_verified": flag(), "username": name(128), "blocked": flag(),
		"name": name(300), "given_name": nullable(name(150)), "family_name": nullable(name(150)), "nickname": name(300),
		"picture": nullable(text()), "phone_number": text(), "phone_verified": flag(),
		"user_metadata": metadata(), "app_metadata": metadata(),
	}
}

func userBody() *schema {
	return object(userProperties()).with(properties{
		"password": name(1024), "connection": name(255), "client_id": kept(name(mostID)), "verify_email": kept(flag()),
		"verify_phone_number": kept(flag()),
	})
}

func newUserBody() *schema {
	return userBody().with(properties{"user_id": name(255)}, "connection", "email", "password")
}

func userAnswer() *schema {
	identity := object(properties{"connection": text(), "provider": text(), "user_id": text(), "isSocial": flag()})
	return object(userProperties()).with(properties{"user_id": text(), "created_at": date(), "updated_at": date(),
		"last_password_reset": date(), "last_login": date(), "last_ip": text(), "logins_count": integer(1, math.MaxInt32),
		"identities": list(identity)})
}

// applyUser sets what the body, which was checked, names; null takes a member away, so that it is its default again. A new
// password takes a block away, as Auth0 documents.
func applyUser(u *tenant.User, body map[string]any, now time.Time) {
	if u.Extra == nil {
		u.Extra = map[string]any{}
	}
	texts := map[string]*string{"email": &u.Email, "name": &u.Name, "nickname": &u.Profile.Nickname, "picture": &u.Profile.Picture,
		"given_name": &u.Profile.GivenName, "family_name": &u.Profile.FamilyName, "phone_number": &u.Profile.PhoneNumber}
	for key, value := range body {
		switch {
		case texts[key] != nil:
			*texts[key], _ = value.(string)
		case key == "phone_verified":
			u.Profile.PhoneVerified = value == true
		case key == "blocked":
			u.Blocked = value == true
			u.Extra[key] = value // that it was said: only then is it shown
		case key == "password":
			u.SetPassword(value.(string), now)
		case key == "user_metadata", key == "app_metadata":
			applyMetadata(u, key, value)
		case key == "user_id", key == "connection", key == "client_id", key == "verify_email", key == "verify_phone_number":
		default:
			u.Extra[key] = value
		}
	}
	if body["password"] != nil && body["blocked"] == nil {
		u.Blocked = false
	}
	u.UpdatedAt = now
}

// applyMetadata merges metadata at its first level; null, or an object without members, empties it. Of the two, only
// user_metadata is then shown as empty (terraform-provider-auth0's recording TestAccUser).
func applyMetadata(u *tenant.User, key string, value any) {
	given, _ := value.(map[string]any)
	merged := mergeMetadata(u.Extra[key], given)
	if len(given) == 0 {
		clear(merged)
	}
	u.Extra[key] = merged
	if value == nil || len(merged) == 0 && key == "app_metadata" {
		delete(u.Extra, key)
	}
}

// stamp is a date as the API writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func userJSON(u *tenant.User) item {
	provider, id, _ := strings.Cut(u.ID, "|")
	out := item{tenant.ExtraEmailVerified: true}
	maps.Copy(out, u.Extra)
	maps.Copy(out, item{
		"user_id": u.ID, "email": u.Email, "name": u.Name, "nickname": u.Nickname(), "picture": u.Picture(),
		"created_at": stamp(u.CreatedAt), "updated_at": stamp(u.ChangedAt()),
		"identities": []any{item{"connection": u.Connection, "provider": provider, "user_id": id, "isSocial": false}},
	})
	for name, value := range map[string]string{"given_name": u.Profile.GivenName, "family_name": u.Profile.FamilyName,
		"phone_number": u.Profile.PhoneNumber} {
		if value != "" {
			out[name] = value
		}
	}
	if u.Profile.PhoneNumber != "" {
		out["phone_verified"] = u.Profile.PhoneVerified
	}
	if _, said := out["blocked"]; said || u.Blocked {
		out["blocked"] = u.Blocked
	}
	if u.PasswordAt.After(u.CreatedAt) {
		out["last_password_reset"] = stamp(u.PasswordAt)
	}
	if last := u.LastLogin; last.Count > 0 {
		out["last_login"], out["last_ip"], out["logins_count"] = stamp(last.At), last.IP, last.Count
	}
	return out
}
