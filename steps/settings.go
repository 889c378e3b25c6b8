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
	"github.com/revokespec/revokespec/judge"
)

// tenantSetting is "Refresh Token Revocation Deletes Grant", with the tenant's flags before it was first changed, and after each change.
type tenantSetting struct {
	*World
	before     map[string]any
	after      []map[string]any
	place      string // where the setting was changed
	switchedTo file.Setting
}

// since notes what the flags were before a change, unless an earlier one is known, and where the change is made.
func (s *tenantSetting) since(before map[string]any, value, place string) {
	s.switchedTo, s.place = file.Setting(value), place
	if s.before == nil {
		s.before = before
	}
}

// inDashboard is how phrases say that a person does in the Dashboard what else is done by the Management API.
const inDashboard = " in the Dashboard"

const settingFlag = "revoke_refresh_token_grant"

// switched changes the tenant setting; only a scenario that leased it for changing may.
func (s *tenantSetting) switched(ctx context.Context, value, place string) error {
	if s.scenario.Setting != file.SettingChanged {
		return fmt.Errorf("a scenario that changes the setting needs the tag @setting-changed")
	}
	before, err := s.readFlags(ctx, session.Control)
	if err != nil {
		return err
	}
	if place == inDashboard {
		err = s.dashboard.switchSetting(ctx, value)
	} else {
		err = s.write(ctx, value)
	}
	if err != nil {
		return err
	}
	s.since(before, value, place)
	return s.noteFlags(ctx)
}

func (s *tenantSetting) write(ctx context.Context, value string) error {
	r, err := s.lease.WriteSetting(ctx, session.Act, value == "on")
	if err != nil {
		return inconclusive("the setting could not be switched: %v", err)
	}
	s.act(r, judge.SettingChange, true)
	if err := s.actAccepted(); err != nil {
		return err
	}
	s.presumed = false
	return nil
}

func (s *tenantSetting) readFlags(ctx context.Context, p session.Purpose) (map[string]any, error) {
	r := s.lease.Management(ctx, p, auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"})
	body, ok := r.JSON()
	flags, is := body["flags"].(map[string]any)
	if r.Status != 200 || !ok || !is {
		return nil, inconclusive("the tenant settings could not be read: %s", remedy.ManagementPlace("read:tenant_settings").Describe(r))
	}
	return flags, nil
}

func (s *tenantSetting) reads(ctx context.Context, value, place string) error {
	if place == inDashboard {
		return s.dashboard.settingReads(ctx, value)
	}
	flags, err := s.readFlags(ctx, session.Check)
	if err != nil {
		return err
	}
	on, _ := flags[settingFlag].(bool)
	if on != (value == "on") {
		return s.failure("flags.%s reads %v, wanted %v", settingFlag, flags[settingFlag], value == "on")
	}
	return nil
}

// noteFlags notes what the flags are after a change.
func (s *tenantSetting) noteFlags(ctx context.Context) error {
	flags, err := s.readFlags(ctx, session.Control)
	if err == nil {
		s.after = append(s.after, flags)
	}
	return err
}

func (s *tenantSetting) noOtherFlag(ctx context.Context) error {
	if len(s.after) == 0 {
		return fmt.Errorf("the setting was not switched in this scenario")
	}
	for _, after := range s.after {
		if name := otherThan(s.before, after); name != "" {
			return s.failure("flags.%s changed from %v to %v", name, s.before[name], after[name])
		}
	}
	return s.flagsSinceTheRunBegan(ctx)
}

// flagsSinceTheRunBegan looks for a flag that an earlier change of the setting may have taken along: then this one found
// nothing left to take. It is put back, and the setting switched to and fro in the way of this scenario.
func (s *tenantSetting) flagsSinceTheRunBegan(ctx context.Context) error {
	first, last := s.deployment().FirstFlags(), s.after[len(s.after)-1]
	name := otherThan(first, last)
	if first == nil || name == "" {
		return nil
	}
	r := s.lease.Management(ctx, session.SetUp, auth0.ManagementRequest{Method: "PATCH", Path: "/tenants/settings",
		JSON: map[string]any{"flags": map[string]any{name: first[name]}}})
	if !r.Accepted() {
		return inconclusive("flags.%s was %v when the run began, is %v now, and could not be put back: %s", name, first[name], last[name], r)
	}
	now, _ := last[settingFlag].(bool)
	for _, on := range []bool{!now, now} {
		if err := s.switched(ctx, map[bool]string{true: "on", false: "off"}[on], s.place); err != nil {
			return err
		}
		if after := s.after[len(s.after)-1]; fmt.Sprint(after[name]) != fmt.Sprint(first[name]) {
			return s.failure("flags.%s changed from %v to %v", name, first[name], after[name])
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
func (s *tenantSetting) otherFlagWritten(ctx context.Context) error {
	flags, err := s.readFlags(ctx, session.Control)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if _, boolean := flags[name].(bool); !boolean || name == settingFlag {
			continue
		}
		r := s.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "PATCH", Path: "/tenants/settings",
			JSON: map[string]any{"flags": map[string]any{name: flags[name]}}})
		if r.Accepted() {
			s.act(r, "", false)
			return nil
		}
		if judge.SaysNeither(r) {
			return inconclusive("flags.%s could not be written: %s", name, r)
		}
	}
	return notApplicable("the tenant settings show no other flag that may be written")
}
