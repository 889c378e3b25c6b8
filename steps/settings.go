package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// flagsChange is the tenant's flags before the setting was first changed, and after each change.
type flagsChange struct {
	before     map[string]any
	after      []map[string]any
	switched   func(ctx context.Context, value string) error // how the setting was changed
	switchedTo file.Setting
}

// since notes what the flags were before a change, unless an earlier one is known, and in which way the change is made.
func (f *flagsChange) since(before map[string]any, value string, switched func(context.Context, string) error) {
	f.switchedTo = file.Setting(value)
	if f.before == nil {
		f.before = before
	}
	f.switched = switched
}

const settingFlag = "revoke_refresh_token_grant"

// settingSwitched changes the tenant setting; only a scenario that leased it for changing may.
func (w *World) settingSwitched(ctx context.Context, value string) error {
	if w.scenario.Setting != file.SettingChanged {
		return fmt.Errorf("a scenario that changes the setting needs the tag @setting-changed")
	}
	before, err := w.readFlags(ctx, session.Control)
	if err != nil {
		return err
	}
	r, err := w.lease.WriteSetting(ctx, session.Act, value == "on")
	if err != nil {
		return inconclusive("the setting could not be switched: %v", err)
	}
	w.act(r, "SET-01", true)
	w.flags.since(before, value, w.settingSwitched)
	if err := w.ready(); err != nil {
		return err
	}
	w.presumed = false
	return w.noteFlags(ctx)
}

func (w *World) readFlags(ctx context.Context, p session.Purpose) (map[string]any, error) {
	r := w.lease.Management(ctx, p, auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"})
	body, ok := r.JSON()
	flags, is := body["flags"].(map[string]any)
	if r.Status != 200 || !ok || !is {
		return nil, inconclusive("the tenant settings could not be read: %s", remedy.ManagementPlace("read:tenant_settings").Describe(r))
	}
	return flags, nil
}

func (w *World) settingReads(ctx context.Context, value string) error {
	flags, err := w.readFlags(ctx, session.Check)
	if err != nil {
		return err
	}
	on, _ := flags[settingFlag].(bool)
	if on != (value == "on") {
		return w.failure("flags.%s reads %v, wanted %v", settingFlag, flags[settingFlag], value == "on")
	}
	return nil
}

// noteFlags notes what the flags are after a change.
func (w *World) noteFlags(ctx context.Context) error {
	flags, err := w.readFlags(ctx, session.Control)
	if err == nil {
		w.flags.after = append(w.flags.after, flags)
	}
	return err
}

func (w *World) noOtherFlag(ctx context.Context) error {
	if len(w.flags.after) == 0 {
		return fmt.Errorf("the setting was not switched in this scenario")
	}
	for _, after := range w.flags.after {
		if name := otherThan(w.flags.before, after); name != "" {
			return w.failure("flags.%s changed from %v to %v", name, w.flags.before[name], after[name])
		}
	}
	return w.flagsSinceTheRunBegan(ctx)
}

// flagsSinceTheRunBegan looks for a flag that an earlier change of the setting may have taken along: then this one found
// nothing left to take. It is put back, and the setting switched to and fro in the way of this scenario.
func (w *World) flagsSinceTheRunBegan(ctx context.Context) error {
	first, last := w.deployment().FirstFlags(), w.flags.after[len(w.flags.after)-1]
	name := otherThan(first, last)
	if first == nil || name == "" {
		return nil
	}
	r := w.lease.Management(ctx, session.SetUp, auth0.ManagementRequest{Method: "PATCH", Path: "/tenants/settings",
		JSON: map[string]any{"flags": map[string]any{name: first[name]}}})
	if !accepted(r) {
		return inconclusive("flags.%s was %v when the run began, is %v now, and could not be put back: %s", name, first[name], last[name], r)
	}
	now, _ := last[settingFlag].(bool)
	for _, on := range []bool{!now, now} {
		if err := w.flags.switched(ctx, map[bool]string{true: "on", false: "off"}[on]); err != nil {
			return err
		}
		if after := w.flags.after[len(w.flags.after)-1]; fmt.Sprint(after[name]) != fmt.Sprint(first[name]) {
			return w.failure("flags.%s changed from %v to %v", name, first[name], after[name])
		}
	}
	return inconclusive("flags.%s has changed since the run began, and not by switching the setting in this way", name)
}

// otherThan is the first flag, other than the setting's, in which two readings differ; "" when there is none.
func otherThan(a, b map[string]any) string {
	names := slices.Concat(slices.Collect(maps.Keys(a)), slices.Collect(maps.Keys(b)))
	slices.Sort(names)
	for _, name := range names {
		if name != settingFlag && fmt.Sprint(a[name]) != fmt.Sprint(b[name]) {
			return name
		}
	}
	return ""
}

// otherFlagWritten is an act that changes nothing: the flags that are left out of it stay as they are. Not every flag that
// a tenant shows may be written, so the first that may is taken.
func (w *World) otherFlagWritten(ctx context.Context) error {
	flags, err := w.readFlags(ctx, session.Control)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if _, boolean := flags[name].(bool); !boolean || name == settingFlag {
			continue
		}
		r := w.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "PATCH", Path: "/tenants/settings",
			JSON: map[string]any{"flags": map[string]any{name: flags[name]}}})
		if accepted(r) {
			w.act(r, "", false)
			return nil
		}
		if unclear(r) {
			return inconclusive("flags.%s could not be written: %s", name, r)
		}
	}
	return notApplicable("the tenant settings show no other flag that may be written")
}
