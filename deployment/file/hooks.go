package file

import (
	"os/exec"
	"time"
)

// Hooks are commands of the vendor for what no API does on all servers alike. Each is a program and its arguments; it runs in the file's
// directory, and is told by its environment what it is about.
type Hooks struct {
	AllowChanges      bool          `yaml:"allow_changes,omitempty"`      // they may be run at all
	Timeout           time.Duration `yaml:"timeout,omitempty"`            // of each; 1m
	CreateUser        []string      `yaml:"create_user,omitempty"`        // makes a throw-away user
	DeleteUser        []string      `yaml:"delete_user,omitempty"`        // deletes one, and it is no error that it is gone
	DisableUser       []string      `yaml:"disable_user,omitempty"`       // so that the user cannot sign in any more
	EnableUser        []string      `yaml:"enable_user,omitempty"`        // and again can
	ChangePassword    []string      `yaml:"change_password,omitempty"`    // of a throw-away user
	WithdrawConsent   []string      `yaml:"withdraw_consent,omitempty"`   // that a user gave an application
	LogOutEverywhere  []string      `yaml:"log_out_everywhere,omitempty"` // a user: every session and refresh token until now
	CreateApplication []string      `yaml:"create_application,omitempty"` // registers a throw-away application
	DeleteApplication []string      `yaml:"delete_application,omitempty"` // deletes one, and it is no error that it is gone
	Restart           []string      `yaml:"restart,omitempty"`            // the server, which keeps its store
	BreakStore        []string      `yaml:"break_store,omitempty"`        // so that the server cannot write
	MendStore         []string      `yaml:"mend_store,omitempty"`         // and again can; no error where it is whole
}

// The hooks, by the names of their keys.
const (
	HookCreateUser        = "create_user"
	HookDeleteUser        = "delete_user"
	HookDisableUser       = "disable_user"
	HookEnableUser        = "enable_user"
	HookChangePassword    = "change_password"
	HookWithdrawConsent   = "withdraw_consent"
	HookLogOutEverywhere  = "log_out_everywhere"
	HookCreateApplication = "create_application"
	HookDeleteApplication = "delete_application"
	HookRestart           = "restart"
	HookBreakStore        = "break_store"
	HookMendStore         = "mend_store"
)

// Hook is one of them.
type Hook struct {
	Name    string
	Command []string // empty: there is none
	With    string   // the hook without which this one is never run: it undoes it, or makes what it is done to; "" = none
}

// All lists the hooks in the order of the file's keys. What is disabled, or gets another password, is a throw-away user, who is deleted.
func (h Hooks) All() []Hook {
	return []Hook{
		{HookCreateUser, h.CreateUser, HookDeleteUser},
		{HookDeleteUser, h.DeleteUser, HookCreateUser},
		{HookDisableUser, h.DisableUser, HookCreateUser},
		{HookEnableUser, h.EnableUser, HookDisableUser},
		{HookChangePassword, h.ChangePassword, HookCreateUser},
		{HookWithdrawConsent, h.WithdrawConsent, ""},
		{HookLogOutEverywhere, h.LogOutEverywhere, ""},
		{HookCreateApplication, h.CreateApplication, HookDeleteApplication},
		{HookDeleteApplication, h.DeleteApplication, HookCreateApplication},
		{HookRestart, h.Restart, ""},
		{HookBreakStore, h.BreakStore, HookMendStore},
		{HookMendStore, h.MendStore, HookBreakStore},
	}
}

// Command is that of a hook; nil where there is none.
func (h *Hooks) Command(name string) []string {
	if h == nil {
		return nil
	}
	for _, hook := range h.All() {
		if hook.Name == name {
			return hook.Command
		}
	}
	return nil
}

func (c checker) hooks() {
	h := c.Hooks
	if h == nil {
		return
	}
	if h.Timeout < 0 {
		c.report("hooks.timeout", "hooks.timeout must not be negative")
	}
	for _, hook := range h.All() {
		if len(hook.Command) == 0 {
			continue
		}
		key := "hooks." + hook.Name
		if _, err := exec.LookPath(hook.Command[0]); err != nil {
			c.say(key, "%s[0] is no program that may be run; give its path, relative to the deployment file and with a slash, or its name on the PATH", key)
		}
		if hook.With != "" && len(h.Command(hook.With)) == 0 {
			c.say(key, "%s is run only where there is hooks.%s as well; add that, or remove this", key, hook.With)
		}
	}
}
