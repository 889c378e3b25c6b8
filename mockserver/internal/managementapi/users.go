package managementapi

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func userRoutes() []route {
	return []route{
		{method: "GET", path: "/users", name: "users.list", serve: (*call).listUsers,
			does: "List or search users", scopes: []string{scopeReadUsers, scopeReadIDPTokens},
			query: parameters(pagesOfAnySize, fieldNames, []parameter{
				{name: "q", schema: filterText(), what: `Conditions such as email:"a@example.com" or user_id:"auth0|1", with AND between.`},
				{name: "search_engine", schema: enum("v1", "v2", "v3"), what: "Whatever is said, there is one."},
				{name: "sort", schema: sorting(), what: "A field and 1, or -1 for descending."},
				{name: "connection", schema: filterText(), what: "Users of this connection."},
				{name: "primary_order", schema: flag(), what: "Whatever is said, the oldest come first."},
			}),
			status: http.StatusOK, answer: listAnswer("users", ref("User"))},
		{method: "GET", path: "/users-by-email", name: "users.by-email", serve: (*call).usersByEmail,
			does: "Search users by email", scopes: []string{scopeReadUsers},
			query:  parameters(fieldNames, []parameter{{name: "email", schema: filterText(), required: true, what: "The address."}}),
			status: http.StatusOK, answer: list(ref("User"))},
		{method: "POST", path: "/users", name: "users.create", serve: (*call).createUser,
			does: "Create a user", scopes: []string{"create:users"}, body: newUserBody(),
			status: http.StatusCreated, answer: ref("User"), refusals: []int{http.StatusConflict}},
		{method: "GET", path: "/users/{id}", name: "users.read", serve: (*call).readUser,
			does: "Get a user", scopes: []string{scopeReadUsers, scopeReadSelf, scopeReadIDPTokens}, query: fieldNames,
			status: http.StatusOK, answer: ref("User"), refusals: []int{http.StatusNotFound}},
		{method: "PATCH", path: "/users/{id}", name: tenant.OpUpdateUser, serve: (*call).updateUser,
			does: "Update a user", scopes: []string{scopeUpdateUsers, scopeUpdateAppMetadata, scopeUpdateOwnMetadata}, body: userBody(),
			status: http.StatusOK, answer: ref("User"), refusals: []int{http.StatusNotFound, http.StatusConflict}},
		{method: "DELETE", path: "/users/{id}", name: "users.delete", serve: (*call).deleteUser,
			does: "Delete a user", scopes: []string{scopeDeleteUsers}, status: http.StatusNoContent},
	}
}

func inexistentUser() *tenant.Problem {
	return notFound("The user does not exist.", "inexistent_user")
}

func userExists() *tenant.Problem { return conflict("The user already exists.", "auth0_idp_error") }

func (c *call) listUsers() (any, error) {
	users, err := c.store.Users(c.Ctx)
	wanted, bad := c.searchFor("q")
	if err := cmp.Or(err, bad); err != nil {
		return nil, err
	}
	var items []item
	for _, u := range users {
		if connection := c.query.Get("connection"); connection != "" && connection != u.Connection {
			continue
		}
		if i := userJSON(u); wanted(i) {
			items = append(items, i)
		}
	}
	if c.query.Has("sort") {
		sortItems(items, c.query.Get("sort"), "user_id")
	}
	return c.list(listing{name: "users", items: items, most: mostPaged, bounded: true})
}

func (c *call) usersByEmail() (any, error) {
	users, err := c.store.Users(c.Ctx)
	if err != nil {
		return nil, err
	}
	var items []item
	for _, u := range users {
		if strings.EqualFold(u.Email, c.query.Get("email")) {
			items = append(items, userJSON(u))
		}
	}
	return c.fields(items), nil
}

func (c *call) user(id string) (*tenant.User, error) {
	u, err := c.store.User(c.Ctx, id)
	return u, missing(err, inexistentUser())
}

// checkUserID refuses a path whose user can be none: an ID begins with the provider and a bar. One of the seed may be anything.
func (c *call) checkUserID() error {
	id := c.Param("id")
	if !strings.HasPrefix(c.route.path, "/users/{id}") || strings.Contains(id, "|") {
		return nil
	}
	if _, err := c.store.User(c.Ctx, id); err != nil {
		return missing(err, badPath("Object didn't pass validation for format user-id: "+tenant.Shorten(id)+onProperty("id")))
	}
	return nil
}

func (c *call) readUser() (any, error) {
	if bad := c.mayAbout(scopeReadUsers, scopeReadIDPTokens); bad != nil {
		return nil, bad
	}
	u, err := c.user(c.Param("id"))
	if err != nil {
		return nil, err
	}
	return c.one(userJSON(u)), nil
}

func (c *call) createUser() (any, error) {
	u := tenant.User{CreatedAt: c.Now, Connection: c.body["connection"].(string), Email: c.body["email"].(string)}
	if u.Connection != tenant.Connection {
		return nil, problem(http.StatusBadRequest, "The connection does not exist.", "inexistent_connection")
	}
	id, _ := c.body["user_id"].(string)
	if id == "" {
		id = tenant.NewID(12)
	}
	u.ID = "auth0|" + strings.TrimPrefix(id, "auth0|")
	if bad := cmp.Or(c.weakPassword(), c.takenUsername(u.ID)); bad != nil {
		return nil, bad
	}
	u.Name, u.Extra = u.Email, map[string]any{tenant.ExtraEmailVerified: false}
	applyUser(&u, c.body, c.Now)
	if _, err := c.store.UserByEmail(c.Ctx, u.Email); err == nil {
		return nil, userExists()
	}
	if err := c.store.AddUser(c.Ctx, u); err != nil {
		return nil, taken(err, userExists())
	}
	c.logUser(tenant.LogSignUp, "", &u)
	return userJSON(&u), nil
}

func (c *call) updateUser() (any, error) {
	id := c.Param("id")
	email, changesEmail := c.body["email"].(string)
	_, changesPassword := c.body["password"]
	if bad := c.mayChange(); bad != nil {
		return nil, bad
	}
	if bad := c.oneAtATime(); bad != nil {
		return nil, bad
	}
	if named, given := c.body["connection"]; given && named != tenant.Connection {
		return nil, problem(http.StatusBadRequest, "The connection does not exist.", "inexistent_connection")
	}
	if changesEmail {
		if other, err := c.store.UserByEmail(c.Ctx, email); err == nil && other.ID != id {
			return nil, conflict("The specified new email already exists", "auth0_idp_error")
		}
	}
	if bad := cmp.Or(c.weakPassword(), c.takenUsername(id)); bad != nil {
		return nil, bad
	}
	u, err := c.store.UpdateUser(c.Ctx, id, func(u *tenant.User) error {
		if changesEmail && u.Name == u.Email {
			u.Name = email // it was the address, and stays so
		}
		applyUser(u, c.body, c.Now)
		return nil
	})
	if err != nil {
		return nil, missing(err, inexistentUser())
	}
	return userJSON(u), c.afterUpdate(u, changesPassword)
}

// weakPassword refuses a password that the connection's policy does not admit. The message is Auth0's.
func (c *call) weakPassword() error {
	password, given := c.body["password"].(string)
	if !given {
		return nil
	}
	s, err := c.store.Settings(c.Ctx)
	if err == nil && !s.Passwords.Admits(password) {
		err = problem(http.StatusBadRequest, "PasswordStrengthError: Password is too weak", "")
	}
	return err
}

// takenUsername refuses a username that another user has. The message is Auth0's.
func (c *call) takenUsername(id string) error {
	name, given := c.body[tenant.ExtraUsername].(string)
	if !given {
		return nil
	}
	users, err := c.store.Users(c.Ctx)
	if slices.ContainsFunc(users, func(u *tenant.User) bool { return u.ID != id && strings.EqualFold(u.Username(), name) }) {
		err = problem(http.StatusBadRequest, "The username provided is in use already.", "auth0_idp_error")
	}
	return err
}

// oneAtATime refuses to change together what the reference says cannot be.
func (c *call) oneAtATime() error {
	for _, pair := range [][2]string{{"password", "email"}, {"password", "email_verified"}, {"username", "email"},
		{"username", "email_verified"}, {"username", "password"}} {
		_, one := c.body[pair[0]]
		_, other := c.body[pair[1]]
		if one && other {
			return problem(http.StatusBadRequest, "Cannot update "+pair[0]+" and "+pair[1]+" simultaneously", "operation_not_supported")
		}
	}
	return nil
}

// afterUpdate ends what a new password, or a block, ends: browser sessions, and of the grants what the policy says.
func (c *call) afterUpdate(u *tenant.User, password bool) error {
	var err error
	switch {
	case password:
		c.logUser(tenant.LogPasswordChanged, "Password changed by the Management API", u)
		_, err = store.EndEach(c.Ctx, c.store, tenant.Selector{UserID: u.ID}, tenant.CausePassword, c.Now, c.Policy.Users.PasswordChanged)
		if err == nil {
			err = c.endSessions(u.ID, (*tenant.Session).End, tenant.End{At: c.Now, Cause: tenant.CausePassword})
		}
	case c.body["blocked"] == true:
		_, err = store.EndEach(c.Ctx, c.store, tenant.Selector{UserID: u.ID}, tenant.CauseBlocked, c.Now, c.Policy.Users.Disabled)
		if err == nil {
			err = c.endSessions(u.ID, (*tenant.Session).End, tenant.End{At: c.Now, Cause: tenant.CauseBlocked})
		}
	}
	return store.IgnoreMissing(err)
}

// deleteUser ends with the user what hangs on it. What of the grants, is the policy's to say.
func (c *call) deleteUser() (any, error) {
	id := c.Param("id")
	u, err := c.store.User(c.Ctx, id)
	if err == nil {
		err = c.store.DeleteUser(c.Ctx, id)
	}
	switch {
	case err == nil:
		c.known = true
		c.logUser(tenant.LogUserDeleted, "User deleted by the Management API", u)
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	_, err = store.EndEach(c.Ctx, c.store, tenant.Selector{UserID: id}, tenant.CauseUserDeleted, c.Now, c.Policy.Users.Deleted)
	if err == nil {
		err = c.endSessions(id, (*tenant.Session).End, tenant.End{At: c.Now, Cause: tenant.CauseUserDeleted})
	}
	if err == nil {
		err = c.deletePublicKeys(func(k *tenant.PublicKeyCredential) bool { return k.UserID == id })
	}
	return nil, store.IgnoreMissing(err)
}
