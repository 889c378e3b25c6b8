package deployment

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

func TestLeasesUnderManyScenarios(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	var holders, alone atomic.Int32
	byName := map[string]*atomic.Int32{}
	for _, user := range d.File.Users {
		byName[user.Username] = &atomic.Int32{}
	}
	wants := []file.Setting{file.SettingAny, file.SettingOn, file.SettingOff, file.SettingOn, file.SettingAny, file.SettingChanged}
	var scenarios sync.WaitGroup
	for i := range 120 {
		want := Want{Scenario: fmt.Sprint(i), Users: i % 4, Setting: wants[i%len(wants)]}
		scenarios.Go(func() {
			lease, err := d.Lease(t.Context(), want)
			if !assert.NoError(t, err) {
				return
			}
			defer lease.Release()
			defer lease.Release() // twice is once
			now := holders.Add(1)
			defer holders.Add(-1)
			assert.Zero(t, alone.Load(), "somebody holds the setting alone")
			if want.Setting == file.SettingChanged {
				alone.Add(1)
				defer alone.Add(-1)
				assert.EqualValues(t, 1, now)
				_, err := lease.WriteSetting(t.Context(), session.Act, i%2 == 0)
				assert.NoError(t, err)
			} else {
				on, err := lease.ReadSetting(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, lease.Setting, auth0.SettingOf(on), "the setting stays while it is held")
				if want.Setting != file.SettingAny {
					assert.Equal(t, want.Setting, lease.Setting)
				}
			}
			assert.Len(t, lease.Users, want.Users)
			for _, user := range lease.Users {
				assert.EqualValues(t, 1, byName[user.Username].Add(1), "a user is lent once")
				defer byName[user.Username].Add(-1)
			}
		})
	}
	scenarios.Wait()
	require.NoError(t, d.Close(t.Context()))
	assert.False(t, isOn(f), "the setting is restored")
}

// With a plan that is ordered by value, the setting is changed once, and once back.
func TestOrderedPlanChangesTheSettingOnce(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	for _, want := range []file.Setting{file.SettingAny, file.SettingOff, file.SettingOff, file.SettingOn, file.SettingOn, file.SettingAny} {
		lease, err := d.Lease(t.Context(), Want{Users: 1, Setting: want})
		require.NoError(t, err)
		lease.Release()
	}
	assert.Equal(t, 1, patches(f))
	require.NoError(t, d.Close(t.Context()))
	assert.Equal(t, 2, patches(f))
}

func TestLeaseThatCanNeverBeHad(t *testing.T) {
	fixed := func(f *file.File) { f.Management.AllowChanges = false }
	none := func(f *file.File) { f.Management = nil }
	declared := func(f *file.File) { f.Management, f.Declares.RevokeRefreshTokenGrant = nil, file.SettingOn }
	tests := map[string]struct {
		change func(*file.File)
		want   Want
		need   string // "" = it can be had
	}{
		"more users":         {nil, Want{Users: 5}, "5 users"},
		"fixed, its value":   {fixed, Want{Setting: file.SettingOff}, ""},
		"fixed, other value": {fixed, Want{Setting: file.SettingOn}, "setting on"},
		"fixed, changed":     {fixed, Want{Setting: file.SettingChanged}, "changes"},
		"unknown":            {none, Want{Setting: file.SettingOn}, "setting"},
		"unknown, any":       {none, Want{}, ""},
		"declared":           {declared, Want{Setting: file.SettingOn}, ""},
		"declared, other":    {declared, Want{Setting: file.SettingOff}, "setting off"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newFake(t).open(t, test.change)
			lease, err := d.Lease(t.Context(), test.want)
			if test.need == "" {
				require.NoError(t, err)
				lease.Release()
				return
			}
			var missing *remedy.NotApplicable
			require.ErrorAs(t, err, &missing)
			assert.Equal(t, test.need, missing.Need)
			assert.NotEmpty(t, missing.Remedy)
		})
	}
}

func TestWaitingForALeaseCanBeCancelled(t *testing.T) {
	d := newFake(t).open(t, nil)
	all, err := d.Lease(t.Context(), Want{Users: 4})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.Lease(ctx, Want{Scenario: "the patient one", Users: 1})
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "no lease: ")
	all.Release()
	assert.Empty(t, d.leases.queue)
	again, err := d.Lease(t.Context(), Want{Users: 4})
	require.NoError(t, err)
	again.Release()
}

// A scenario that wants all users, or the other value, is overtaken a bounded number of times.
func TestNobodyStarves(t *testing.T) {
	for _, greedy := range []Want{{Users: 4}, {Setting: file.SettingOn}, {Setting: file.SettingChanged}} {
		d := newFake(t).open(t, nil)
		last, err := d.Lease(t.Context(), Want{Users: 1})
		require.NoError(t, err)
		var had atomic.Bool
		var done sync.WaitGroup
		done.Go(func() {
			lease, err := d.Lease(t.Context(), greedy)
			if assert.NoError(t, err) {
				had.Store(true)
				lease.Release()
			}
		})
		require.Eventually(t, func() bool { return queued(d) == 1 }, time.Second, time.Millisecond)
		for range mostOvertakings {
			next, err := d.Lease(t.Context(), Want{Users: 1}) // overtakes: there are users, and the setting fits
			require.NoError(t, err)
			last.Release()
			last = next
		}
		assert.False(t, had.Load())
		done.Go(func() {
			lease, err := d.Lease(t.Context(), Want{Users: 1})
			if assert.NoError(t, err) {
				assert.True(t, had.Load() || greedy.Setting == file.SettingOn, "the greedy one came first")
				lease.Release()
			}
		})
		require.Eventually(t, func() bool { return queued(d) == 2 }, time.Second, time.Millisecond)
		last.Release()
		done.Wait()
	}
}

func queued(d *Deployment) int {
	d.leases.mu.Lock()
	defer d.leases.mu.Unlock()
	return len(d.leases.queue)
}

func TestPasswordsAreNamedByPlaceInTheLease(t *testing.T) {
	d := newFake(t).open(t, nil)
	first, err := d.Lease(t.Context(), Want{Users: 1})
	require.NoError(t, err)
	second, err := d.Lease(t.Context(), Want{Users: 2})
	require.NoError(t, err)
	assert.Equal(t, "[password of user 1]", first.Redact("password-of-1"))
	assert.Equal(t, "[password of user 1], [password of user 2]", second.Redact("password-of-2, password-of-3"))
	assert.Equal(t, "[secret of confidential] [secret of management]", second.Redact("app-secret management-secret"))
}

func TestSettingThatCannotBeSettled(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	f.ruin("no settings")
	_, err := d.Lease(t.Context(), Want{Scenario: "GRT-01", Setting: file.SettingOn, Users: 4})
	assert.EqualError(t, err, "reading the tenant settings: 403 insufficient_scope; the management application needs read:tenant_settings")
	f.mend("no settings")
	lease, err := d.Lease(t.Context(), Want{Setting: file.SettingOn, Users: 4})
	require.NoError(t, err, "what was taken was given back")
	lease.Release()
	require.NoError(t, d.Close(t.Context()))
}

func TestBesideNamesWhoeverRanAtTheSameTime(t *testing.T) {
	d := newFake(t).open(t, nil)
	lease := func(name string) *Lease {
		lease, err := d.Lease(t.Context(), Want{Scenario: name, Users: 1})
		require.NoError(t, err)
		return lease
	}
	a, b := lease("a"), lease("b")
	a.Release()
	c := lease("c")
	assert.Equal(t, []string{"b"}, a.Beside())
	assert.Equal(t, []string{"a", "c"}, b.Beside())
	assert.Equal(t, []string{"b"}, c.Beside())
	assert.Empty(t, (&Lease{}).Beside())
}

// Whoever moves the clock far has the deployment alone; where nobody can move it, it passes for all alike.
func TestMovingTheClockIsALease(t *testing.T) {
	for _, control := range []bool{true, false} {
		f := newFake(t)
		d := f.open(t, func(described *file.File) {
			if control {
				described.Control = &file.ControlAPI{URL: f.URL}
			}
		})
		first, err := d.Lease(t.Context(), Want{Scenario: "first", Users: 1})
		require.NoError(t, err)
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		mover, err := d.Lease(soon, Want{Scenario: "mover", Users: 1, Clock: true})
		cancel()
		if !control {
			require.NoError(t, err)
			mover.Release()
			continue
		}
		require.ErrorIs(t, err, context.DeadlineExceeded, "somebody else is there")
		first.Release()
		mover, err = d.Lease(t.Context(), Want{Scenario: "mover", Users: 1, Clock: true})
		require.NoError(t, err)
		soon, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err = d.Lease(soon, Want{Scenario: "late", Users: 1})
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded, "the clock is being moved")
		mover.Release()
	}
}

// Who waits for long and cares for nothing but its own tokens neither holds others up nor is held up by them.
func TestApart(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	lease := func(w Want) *Lease {
		soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		lease, err := d.Lease(soon, w)
		require.NoError(t, err)
		return lease
	}
	changing := lease(Want{Users: 1, Setting: file.SettingChanged})
	apart := lease(Want{Users: 1, Apart: true})
	_, err := changing.WriteSetting(t.Context(), session.Act, true)
	require.NoError(t, err)
	changing.Release()
	before := patches(f)
	for _, want := range []file.Setting{file.SettingOff, file.SettingOn, file.SettingChanged} {
		lease(Want{Users: 1, Setting: want}).Release()
	}
	assert.Equal(t, before+2, patches(f), "the setting is changed while somebody waits")
	rest := lease(Want{Users: 3})
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = d.Lease(soon, Want{Users: 1, Apart: true})
	assert.ErrorIs(t, err, context.DeadlineExceeded, "a user is lent once all the same")
	rest.Release()
	apart.Release()
}

// Whoever restarts the server has it alone, also of those that only wait.
func TestAlone(t *testing.T) {
	d := newFake(t).open(t, nil)
	refused := func(w Want) {
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := d.Lease(soon, w)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	}
	waiting, err := d.Lease(t.Context(), Want{Users: 1, Apart: true})
	require.NoError(t, err)
	refused(Want{Users: 1, Alone: true})
	waiting.Release()
	alone, err := d.Lease(t.Context(), Want{Users: 1, Alone: true})
	require.NoError(t, err)
	refused(Want{Users: 1})
	refused(Want{Users: 1, Apart: true})
	alone.Release()
}

func TestScenariosBeginWithDifferentUsers(t *testing.T) {
	d := newFake(t).open(t, nil)
	seen := map[string]bool{}
	for i := range 50 {
		lease, err := d.Anew().Lease(t.Context(), Want{Scenario: fmt.Sprintf("REV-03 %d", i), Users: 1})
		require.NoError(t, err)
		seen[lease.Users[0].Username] = true
		lease.Release()
	}
	assert.Len(t, seen, len(d.File.Users))
}
