package managementapi

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

func (c *call) listUsers() (tenant.Answer, *tenant.Problem) {
	users, err := c.store.Users(c.Ctx)
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	items := make([]map[string]any, len(users))
	for i, u := range users {
		items[i] = userJSON(u)
	}
	return c.list("users", items)
}

func (c *call) readUser() (tenant.Answer, *tenant.Problem) {
	u, err := c.store.User(c.Ctx, c.Param("id"))
	if err != nil {
		return tenant.Answer{}, userProblem(err)
	}
	return c.one(http.StatusOK, userJSON(u))
}

func userProblem(err error) *tenant.Problem {
	if errors.Is(err, store.ErrNotFound) {
		return problem(http.StatusNotFound, "The user does not exist.", "inexistent_user")
	}
	var p *tenant.Problem
	if errors.As(err, &p) {
		return p
	}
	return fault(err)
}

func (c *call) createUser() (tenant.Answer, *tenant.Problem) {
	o, bad := c.object()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	u := tenant.User{CreatedAt: c.Now}
	for name, to := range map[string]*string{"connection": &u.Connection, "email": &u.Email, "user_id": &u.ID} {
		*to, _ = o[name].(string)
		delete(o, name)
	}
	password, _ := o["password"].(string)
	switch {
	case u.Connection == "":
		return tenant.Answer{}, badBody("Missing required property: connection")
	case u.Email == "" || password == "":
		return tenant.Answer{}, badBody("Missing required property: email and password")
	}
	if u.ID == "" {
		u.ID = tenant.NewID(12)
	}
	u.ID = "auth0|" + strings.TrimPrefix(u.ID, "auth0|")
	u.Name = u.Email
	if bad := applyUser(&u, o, c.Now); bad != nil {
		return tenant.Answer{}, bad
	}
	if _, err := c.store.UserByEmail(c.Ctx, u.Email); err == nil {
		return tenant.Answer{}, userExists()
	}
	switch err := c.store.AddUser(c.Ctx, u); {
	case errors.Is(err, store.ErrExists):
		return tenant.Answer{}, userExists()
	case err != nil:
		return tenant.Answer{}, fault(err)
	}
	return c.one(http.StatusCreated, userJSON(&u))
}

func userExists() *tenant.Problem {
	return problem(http.StatusConflict, "The user already exists.", "auth0_idp_error")
}

func (c *call) updateUser() (tenant.Answer, *tenant.Problem) {
	o, bad := c.object()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	if o["password"] != nil && (o["email"] != nil || o["username"] != nil) {
		return tenant.Answer{}, problem(http.StatusBadRequest, "Cannot update password and email simultaneously", "operation_not_supported")
	}
	u, err := c.store.UpdateUser(c.Ctx, c.Param("id"), func(u *tenant.User) error {
		if bad := applyUser(u, o, c.Now); bad != nil {
			return bad
		}
		return nil
	})
	if err != nil {
		return tenant.Answer{}, userProblem(err)
	}
	return c.one(http.StatusOK, userJSON(u))
}

// applyUser sets what the body names. A new password takes a block away, as Auth0 documents.
func applyUser(u *tenant.User, body map[string]any, now time.Time) *tenant.Problem {
	for name, value := range body {
		switch name {
		case "blocked":
			b, isBool := value.(bool)
			if !isBool {
				return wrongType("boolean", name)
			}
			u.Blocked = b
		case "password", "email", "name":
			s, isText := value.(string)
			if !isText || s == "" {
				return wrongType("string", name)
			}
			switch name {
			case "password":
				u.SetPassword(s, now)
			case "email":
				u.Email = s
			case "name":
				u.Name = s
			}
		case "user_id", "connection", "client_id", "verify_email":
		default:
			if u.Extra == nil {
				u.Extra = map[string]any{}
			}
			u.Extra[name] = value
		}
	}
	if body["password"] != nil && body["blocked"] == nil {
		u.Blocked = false
	}
	return nil
}

// deleteUser ends the user's grants with the user.
func (c *call) deleteUser() (tenant.Answer, *tenant.Problem) {
	id := c.Param("id")
	if err := c.store.DeleteUser(c.Ctx, id); err != nil && !errors.Is(err, store.ErrNotFound) {
		return tenant.Answer{}, fault(err)
	}
	return noContent(), c.endGrantsOf(id, tenant.CauseUserDeleted)
}

func userJSON(u *tenant.User) map[string]any {
	out := map[string]any{}
	for name, value := range u.Extra {
		out[name] = value
	}
	provider, id, _ := strings.Cut(u.ID, "|")
	for name, value := range map[string]any{
		"user_id": u.ID, "email": u.Email, "name": u.Name, "nickname": u.Name, "created_at": u.CreatedAt.UTC().Format(time.RFC3339Nano),
		"identities": []any{map[string]any{"connection": u.Connection, "provider": provider, "user_id": id, "isSocial": false}},
	} {
		out[name] = value
	}
	if _, given := out["email_verified"]; !given {
		out["email_verified"] = true
	}
	if u.Blocked {
		out["blocked"] = true
	}
	return out
}
