package tenant_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func pendingDevice() *tenant.DeviceAuthorization {
	return &tenant.DeviceAuthorization{Status: tenant.DevicePending, Interval: 5 * time.Second, ExpiresAt: start.Add(15 * time.Minute)}
}

var start = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func TestPolling(t *testing.T) {
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	d, now := pendingDevice(), start
	poll := func(after time.Duration) *tenant.Error {
		now = now.Add(after)
		return d.Poll(p, now)
	}
	check := func(e *tenant.Error, status int, code, description string) {
		t.Helper()
		require.NotNil(t, e)
		assert.Equal(t, *e, tenant.Error{Status: status, Code: code, Description: description})
	}
	pending := "User has yet to authorize device code."
	check(poll(0), 403, "authorization_pending", pending)
	check(poll(5*time.Second), 403, "authorization_pending", pending)
	check(poll(4*time.Second), 429, "slow_down", "You are polling faster than the specified interval of 5 seconds.")
	check(poll(9*time.Second), 429, "slow_down", "You are polling faster than the specified interval of 10 seconds.")
	check(poll(15*time.Second), 403, "authorization_pending", pending)
	check(poll(-time.Hour), 403, "authorization_pending", pending)

	require.True(t, d.Approve(tenant.Session{ID: "s", UserID: "u"}, "", start))
	assert.False(t, d.Deny(start), "decided")
	now = start.Add(time.Minute)
	assert.Nil(t, poll(0))
	check(poll(time.Minute), 403, "invalid_grant", "Invalid or expired device code.")

	d = pendingDevice()
	require.True(t, d.Deny(start))
	assert.False(t, d.Approve(tenant.Session{UserID: "u"}, "", start), "decided")
	now = start
	check(poll(0), 403, "access_denied", "User cancelled the confirmation prompt.")
	check(poll(time.Minute), 403, "access_denied", "User cancelled the confirmation prompt.")

	d, now = pendingDevice(), start
	require.True(t, d.Approve(tenant.Session{UserID: "u"}, "", start))
	check(poll(15*time.Minute), 403, "expired_token", "The device code has expired.")
	check(poll(time.Minute), 403, "invalid_grant", "Invalid or expired device code.")
	assert.False(t, pendingDevice().Approve(tenant.Session{UserID: "u"}, "", now), "too late")

	p.DeviceFlow.Poll = func(tenant.DeviceAuthorization, *tenant.Error) *tenant.Error { return nil }
	d, now = pendingDevice(), start
	check(poll(0), 403, "authorization_pending", pending)
}

func TestPollingInTheWordsOfTheRFC(t *testing.T) {
	p, err := tenant.NewPolicy(tenant.DialectRFC)
	require.NoError(t, err)
	d := pendingDevice()
	for _, code := range []string{"authorization_pending", "slow_down"} {
		e := d.Poll(p, start)
		assert.Equal(t, code, e.Code)
		assert.Equal(t, 400, e.Status)
	}
}

func TestUserCodeFormat(t *testing.T) {
	for _, tc := range []struct {
		setting map[string]any
		counts  bool
	}{
		{map[string]any{}, true},
		{map[string]any{"charset": "base20", "mask": "********"}, true},
		{map[string]any{"charset": "digits", "mask": "*** *** ***"}, true},
		{map[string]any{"mask": "*******"}, false},
		{map[string]any{"charset": "digits"}, false},
		{map[string]any{"charset": "letters"}, false},
		{map[string]any{"charset": 1}, false},
		{map[string]any{"mask": "****x****"}, false},
		{map[string]any{"mask": strings.Repeat("*", 21)}, false},
	} {
		s := tenant.Settings{Other: map[string]any{"device_flow": tc.setting}}
		if tc.counts {
			assert.Equal(t, tenant.UserCodeFormatOf(tc.setting), s.UserCodes(), tc.setting)
		} else {
			assert.Equal(t, tenant.UserCodeFormatOf(nil), s.UserCodes(), tc.setting)
		}
	}
}

func TestUserCodes(t *testing.T) {
	s := tenant.DefaultSettings(time.Time{})
	code := s.UserCodes().New()
	assert.Regexp(t, `^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$`, code)
	assert.NotEqual(t, code, s.UserCodes().New())
	s.Other["device_flow"] = map[string]any{"charset": "digits", "mask": "*** *** ***"}
	assert.Regexp(t, `^\d{3} \d{3} \d{3}$`, s.UserCodes().New())
	s.Other["device_flow"] = map[string]any{"mask": "*"}
	assert.Len(t, s.UserCodes().New(), 9, "a setting that is not valid counts for nothing")
	assert.Equal(t, "QTZLMCBW", tenant.PlainUserCode(" qtzl mcbw-"))
}
