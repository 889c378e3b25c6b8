package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/hooks"
)

// acts are what hooks do to the throw-away user, as features say it.
var acts = map[string]string{
	"user is deleted": file.HookDeleteUser, "user is disabled": file.HookDisableUser, "user is enabled again": file.HookEnableUser,
	"user gets another password": file.HookChangePassword,
}

// changedByHook is an act.
func (ta *throwAways) changedByHook(ctx context.Context, what string) error {
	if what == "application is deleted" {
		return ta.applicationDeletedByHook(ctx)
	}
	hook, known := acts[what]
	if !known {
		return fmt.Errorf("no hook does that the throw-away %s", what)
	}
	return ta.userByHook(ctx, hook)
}

// userByHook is the act of a hook on the throw-away user. From then on whatever refuses the tokens of one who is deleted or disabled will do.
func (ta *throwAways) userByHook(ctx context.Context, hook string) error {
	if ta.account == nil {
		return fmt.Errorf("the scenario has no throw-away user: make one in a Given step")
	}
	told := hooks.Told{Username: ta.account.Username}
	if hook == file.HookChangePassword {
		told.Password = newPassword()
		ta.lease.Name(told.Password, "new password of the throw-away user")
	}
	if err := ta.vendor.run(ctx, hook, told); err != nil {
		return err
	}
	switch hook {
	case file.HookDeleteUser:
		ta.isGone(hook)
	case file.HookChangePassword:
		ta.account.Password = told.Password
	}
	ta.each(ta.belongsToUser, func(t *token) {
		t.orphaned = hook == file.HookDeleteUser || hook == file.HookDisableUser
		t.user.Password = ta.account.Password
	})
	return nil
}

// applicationDeletedByHook is the act of a hook on the throw-away application.
func (ta *throwAways) applicationDeletedByHook(ctx context.Context) error {
	if ta.application == nil {
		return fmt.Errorf("the scenario has no throw-away application: make one in a Given step")
	}
	if err := ta.vendor.run(ctx, file.HookDeleteApplication, hooks.Told{ClientID: ta.application.ClientID, ClientName: ta.clientName}); err != nil {
		return err
	}
	ta.isGone(file.HookDeleteApplication)
	ta.each(ta.belongsToApplication, func(t *token) { t.orphaned = true })
	return nil
}

func (ta *throwAways) makeUserByHook(ctx context.Context) error {
	wanted := file.User{Username: uniqueName() + "@example.com", Password: newPassword()}
	ta.lease.Name(wanted.Password, "password of the throw-away user")
	made, err := ta.lease.Hooks.CreateUser(ctx, wanted)
	if err != nil {
		return inconclusive("%v", err)
	}
	ta.account = &made
	ta.made = append(ta.made, thing{hook: file.HookDeleteUser, told: hooks.Told{Username: made.Username}})
	return nil
}

func (ta *throwAways) makeClientByHook(ctx context.Context, method string) error {
	client, err := ta.describeClient(method)
	if err != nil {
		return err
	}
	name := uniqueName()
	client.ClientID, client.ClientSecret, err = ta.lease.Hooks.CreateApplication(ctx, hooks.Told{
		ClientName: name, ClientAuth: client.Auth, RedirectURI: client.RedirectURI, GrantTypes: strings.Join(ta.grantTypes(), " "),
	})
	if err != nil {
		return inconclusive("%v", err)
	}
	ta.made = append(ta.made, thing{hook: file.HookDeleteApplication, told: hooks.Told{ClientID: client.ClientID, ClientName: name}})
	if client.Auth != file.AuthNone && client.ClientSecret == "" {
		return inconclusive("hooks.%s prints no client_secret, where one was asked for", file.HookCreateApplication)
	}
	ta.application, ta.clientName = &client, name
	return nil
}

// isGone notes that what a hook deletes need not be deleted any more.
func (ta *throwAways) isGone(hook string) {
	ta.made = slices.DeleteFunc(ta.made, func(t thing) bool { return t.hook == hook })
}
