package hooks

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/session"
)

// storeEntry is what the journal notes while the store is broken.
var storeEntry = journal.Entry{Kind: journal.KindHookStore, Name: "store"}

// CreateUser makes a user by that name and password, or by those that the hook prints. It is journalled before, and deleted by Run with
// HookDeleteUser, or when the deployment is closed.
func (c *Client) CreateUser(ctx context.Context, u file.User) (file.User, error) {
	if err := c.vendor.Journal.Add(journal.Entry{Kind: journal.KindHookUser, Name: u.Username}); err != nil {
		return file.User{}, err
	}
	printed, err := c.run(ctx, session.SetUp, file.HookCreateUser, Told{Username: u.Username, Password: u.Password})
	if err != nil {
		return file.User{}, err
	}
	made := file.User{Username: cmp.Or(printed.Field("username"), u.Username), Password: cmp.Or(printed.Field("password"), u.Password)}
	if slices.ContainsFunc(c.Server.File.Users, func(listed file.User) bool { return listed.Username == made.Username }) {
		return file.User{}, fmt.Errorf("hooks.%s prints a user that the file lists, and those are never deleted; print one that may be", file.HookCreateUser)
	}
	c.vendor.owns(made.Username)
	return made, c.vendor.Journal.Identify(journal.KindHookUser, u.Username, made.Username)
}

// CreateApplication registers an application, of which the hook prints client_id and, where it has one, client_secret. It is deleted as a
// user is, by HookDeleteApplication.
func (c *Client) CreateApplication(ctx context.Context, told Told) (id, secret string, err error) {
	if err := c.vendor.Journal.Add(journal.Entry{Kind: journal.KindHookApplication, Name: told.ClientName}); err != nil {
		return "", "", err
	}
	printed, err := c.run(ctx, session.SetUp, file.HookCreateApplication, told)
	if err != nil {
		return "", "", err
	}
	id, secret = printed.Field("client_id"), printed.Field("client_secret")
	switch {
	case id == "":
		return "", "", fmt.Errorf(`hooks.%s prints no client_id; it must print a JSON object such as {"client_id": "app", "client_secret": "..."}`, file.HookCreateApplication)
	case slices.ContainsFunc(c.Server.File.Clients.All(), func(listed file.Client) bool { return listed.ClientID == id }):
		return "", "", fmt.Errorf("hooks.%s prints an application that the file lists, and those are never deleted; print one that may be", file.HookCreateApplication)
	}
	c.vendor.owns(id)
	return id, secret, c.vendor.Journal.Identify(journal.KindHookApplication, told.ClientName, id)
}

// Run runs a hook that makes nothing.
func (c *Client) Run(ctx context.Context, p session.Purpose, name string, told Told) error {
	if err := c.vendor.mayHarm(name, told); err != nil {
		return err
	}
	if name == file.HookBreakStore {
		if err := c.vendor.Journal.Add(storeEntry); err != nil {
			return err
		}
	}
	if _, err := c.run(ctx, p, name, told); err != nil {
		return err
	}
	return c.vendor.Journal.Drop(func(e journal.Entry) bool { return undone(name, told, e) })
}

// undone says whether a hook has done what an entry is there for.
func undone(name string, told Told, e journal.Entry) bool {
	switch e.Kind {
	case journal.KindHookUser:
		return name == file.HookDeleteUser && told.Username == cmp.Or(e.ID, e.Name)
	case journal.KindHookApplication:
		return name == file.HookDeleteApplication && told.ClientID != "" && told.ClientID == e.ID
	case journal.KindHookStore:
		return name == file.HookMendStore
	}
	return false
}

func (v *Vendor) owns(thing string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.made[thing] = true
}

// mayHarm refuses what would harm anything but what a hook has made.
func (v *Vendor) mayHarm(name string, told Told) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch name {
	case file.HookDeleteUser, file.HookDisableUser, file.HookEnableUser, file.HookChangePassword:
		if !v.made[told.Username] {
			return fmt.Errorf("hooks.%s is run for no user but those that hooks.%s has made", name, file.HookCreateUser)
		}
	case file.HookDeleteApplication:
		if !v.made[told.ClientID] {
			return fmt.Errorf("hooks.%s is run for no application but those that hooks.%s has made", name, file.HookCreateApplication)
		}
	}
	return nil
}

// undoing are the hooks that undo what the journal notes, by kind.
var undoing = map[string]string{
	journal.KindHookUser: file.HookDeleteUser, journal.KindHookApplication: file.HookDeleteApplication, journal.KindHookStore: file.HookMendStore,
}

// CanUndo says whether there is the hook that undoes an entry.
func (v *Vendor) CanUndo(e journal.Entry) bool { return Has(v.server.File, undoing[e.Kind]) }

// Undo undoes one thing that the journal notes. What was asked for, and never answered, is known by its name alone.
func (v *Vendor) Undo(ctx context.Context, e journal.Entry) error {
	told := Told{}
	switch e.Kind {
	case journal.KindHookUser:
		told.Username = cmp.Or(e.ID, e.Name)
	case journal.KindHookApplication:
		told.ClientID, told.ClientName = e.ID, e.Name
	}
	_, err := v.own.run(ctx, session.CleanUp, undoing[e.Kind], told)
	return err
}
