package control

import (
	"errors"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func (h *hook) createUser() error {
	if h.about.Username == "" || h.about.Password == "" {
		return wrong("username or password is missing")
	}
	if _, err := h.store.UserByEmail(h.Ctx, h.about.Username); err == nil {
		return wrong("there is such a user already")
	}
	u := tenant.User{ID: "auth0|" + tenant.NewID(12), Email: h.about.Username, Name: h.about.Username, Connection: tenant.Connection, CreatedAt: h.Now}
	u.SetPassword(h.about.Password, h.Now)
	h.about.Password = ""
	return h.store.AddUser(h.Ctx, u)
}

// user is the one whom the hook is about.
func (h *hook) user() (*tenant.User, error) {
	u, err := h.store.UserByEmail(h.Ctx, h.about.Username)
	if errors.Is(err, store.ErrNotFound) {
		return nil, wrong("there is no such user")
	}
	return u, err
}

// deleteUser is no error where there is none.
func (h *hook) deleteUser() error {
	u, err := h.store.UserByEmail(h.Ctx, h.about.Username)
	if err == nil {
		err = h.store.DeleteUser(h.Ctx, u.ID)
	}
	if err != nil {
		return store.IgnoreMissing(err)
	}
	return h.endOfUser(u, tenant.CauseUserDeleted, h.policy.Users.Deleted)
}

// block has the user sign in no more, or again. What becomes of the tokens is decided when they are used.
func (h *hook) block(blocked bool) error {
	u, err := h.user()
	if err != nil {
		return err
	}
	if _, err := h.store.UpdateUser(h.Ctx, u.ID, func(u *tenant.User) error { u.Blocked = blocked; return nil }); err != nil || !blocked {
		return err
	}
	return h.endOfUser(u, tenant.CauseBlocked, h.policy.Users.Disabled)
}

func (h *hook) changePassword() error {
	if h.about.Password == "" {
		return wrong("password is missing")
	}
	u, err := h.user()
	if err != nil {
		return err
	}
	_, err = h.store.UpdateUser(h.Ctx, u.ID, func(u *tenant.User) error { u.SetPassword(h.about.Password, h.Now); return nil })
	h.about.Password = ""
	if err != nil {
		return err
	}
	return h.endOfUser(u, tenant.CausePassword, h.policy.Users.PasswordChanged)
}

func (h *hook) withdrawConsent() error {
	u, err := h.user()
	if err != nil {
		return err
	}
	if h.about.ClientID == "" {
		return wrong("client_id is missing")
	}
	return h.end(tenant.Selector{UserID: u.ID, ClientID: h.about.ClientID}, tenant.CauseConsent, h.policy.Users.ConsentWithdrawn)
}

func (h *hook) logOutEverywhere() error {
	u, err := h.user()
	if err != nil {
		return err
	}
	return h.endOfUser(u, tenant.CauseLogout, h.policy.Users.LoggedOut)
}

// endOfUser ends what the policy says of the user's grants, and all of the user's sessions.
func (h *hook) endOfUser(u *tenant.User, cause tenant.Cause, ends func(*tenant.Ending)) error {
	if err := h.end(tenant.Selector{UserID: u.ID}, cause, ends); err != nil {
		return err
	}
	return store.EndSessions(h.Ctx, h.store, u.ID, (*tenant.Session).End, tenant.End{At: h.Now, Cause: cause})
}
