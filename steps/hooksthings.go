package steps

import (
	"context"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/hooks"
	"github.com/revokespec/revokespec/internal/session"
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
		ta.userDeleted = true
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
	ta.applicationDeleted = true
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
	switch {
	case err != nil:
		return inconclusive("%v", err)
	case client.Auth != file.AuthNone && client.ClientSecret == "":
		return inconclusive("hooks.%s prints no client_secret, where one was asked for", file.HookCreateApplication)
	}
	ta.application, ta.clientName = &client, name
	return nil
}

// discardByHook deletes what hooks made for the scenario. What cannot be deleted stays in the journal.
func (ta *throwAways) discardByHook(ctx context.Context) {
	quiet := ta.deployment().Session().KeepNothing() // the scenario's record is closed
	if ta.account != nil && !ta.userDeleted {
		_ = quiet.Hooks.Run(ctx, session.CleanUp, file.HookDeleteUser, hooks.Told{Username: ta.account.Username})
	}
	if ta.application != nil && !ta.applicationDeleted {
		_ = quiet.Hooks.Run(ctx, session.CleanUp, file.HookDeleteApplication, hooks.Told{ClientID: ta.application.ClientID, ClientName: ta.clientName})
	}
}
