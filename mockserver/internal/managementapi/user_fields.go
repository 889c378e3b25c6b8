package managementapi

import (
	"maps"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func userProperties() properties {
	metadata := func() *schema { return nullable(anything()) }
	return properties{
		"email": pattern(`^[^@\s]+@[^@\s]+$`, 320), "email_verified": flag(), "username": name(128), "blocked": flag(),
		"name": name(300), "given_name": nullable(name(150)), "family_name": nullable(name(150)), "nickname": name(300),
		"picture": nullable(text()), "phone_number": text(), "phone_verified": flag(),
		"user_metadata": metadata(), "app_metadata": metadata(),
	}
}

func userBody() *schema {
	return object(userProperties()).with(properties{
		"password": name(1024), "connection": name(255), "client_id": name(mostID), "verify_email": flag(),
		"verify_phone_number": flag(),
	})
}

func newUserBody() *schema {
	return userBody().with(properties{"user_id": name(255)}, "connection", "email", "password")
}

func userAnswer() *schema {
	identity := object(properties{"connection": text(), "provider": text(), "user_id": text(), "isSocial": flag()})
	return object(userProperties()).with(properties{"user_id": text(), "created_at": date(), "updated_at": date(),
		"last_password_reset": date(), "identities": list(identity)})
}

const updatedExtra = "updated_at"

// applyUser sets what the body, which was checked, names. A new password takes a block away, as Auth0 documents.
func applyUser(u *tenant.User, body map[string]any, now time.Time) {
	if u.Extra == nil {
		u.Extra = map[string]any{}
	}
	for key, value := range body {
		switch key {
		case "blocked":
			u.Blocked = value == true
		case "password":
			u.SetPassword(value.(string), now)
		case "email":
			u.Email = value.(string)
		case "name":
			u.Name = value.(string)
		case "user_metadata", "app_metadata":
			u.Extra[key] = mergeMetadata(u.Extra[key], value)
			if value == nil {
				delete(u.Extra, key)
			}
		case "user_id", "connection", "client_id", "verify_email", "verify_phone_number":
		default:
			if u.Extra[key] = value; value == nil {
				delete(u.Extra, key)
			}
		}
	}
	if body["password"] != nil && body["blocked"] == nil {
		u.Blocked = false
	}
	u.Extra[updatedExtra] = stamp(now)
}

// stamp is a date as the API writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func userJSON(u *tenant.User) item {
	provider, id, _ := strings.Cut(u.ID, "|")
	out := item{tenant.ExtraEmailVerified: true, "nickname": u.Name, updatedExtra: stamp(u.CreatedAt)}
	maps.Copy(out, u.Extra)
	maps.Copy(out, item{
		"user_id": u.ID, "email": u.Email, "name": u.Name, "created_at": stamp(u.CreatedAt),
		"identities": []any{item{"connection": u.Connection, "provider": provider, "user_id": id, "isSocial": false}},
	})
	if u.PasswordAt.After(u.CreatedAt) {
		out["last_password_reset"] = stamp(u.PasswordAt)
	}
	if u.Blocked {
		out["blocked"] = true
	}
	return out
}
