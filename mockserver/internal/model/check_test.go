package model_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

// What is done unless flags say otherwise: long histories, in which more can go wrong, and so many of them that there are
// some ten thousand operations; `make proof` has more than 100,000. Half of the histories run beside the other half.
const (
	steps  = "100"
	checks = "210"
	wanted = 12_000
)

func TestMain(m *testing.M) {
	flag.Parse()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	many := checks
	if testing.Short() { // each history is one operation after the other
		many = "10"
	}
	for name, value := range map[string]string{"rapid.steps": steps, "rapid.checks": many} {
		if !given[name] {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	debug.SetGCPercent(800) // little lives, and much is thrown away
	os.Exit(m.Run())
}

// Whatever is done in whatever order, the mock does what the rules say. rapid shrinks what does not.
func TestTheMockDoesWhatTheRulesSay(t *testing.T) {
	var operations atomic.Int32
	t.Run("side by side", func(t *testing.T) {
		for range 2 {
			t.Run("half", func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(t *rapid.T) { history(t, nil, &operations) })
			})
		}
	})
	t.Logf("%d operations", operations.Load())
	if flag.Lookup("rapid.checks").Value.String() == checks && flag.Lookup("rapid.steps").Value.String() == steps {
		assert.Greater(t, operations.Load(), int32(wanted))
	}
}

// So it does in a file, with restarts in between.
func TestInAFile(t *testing.T) {
	fewer(t)
	f, err := filestore.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	defer f.Close()
	f.Unsynced()
	var operations atomic.Int32
	rapid.Check(t, func(t *rapid.T) {
		require.NoError(t, f.Forget("t"))
		in, err := f.Tenant("t")
		require.NoError(t, err)
		history(t, in, &operations)
	})
	t.Logf("%d operations", operations.Load())
}

// So it does on a server of Redis.
func TestOnRedis(t *testing.T) {
	fewer(t)
	s, err := redisstore.Open(redistest.Start(t, "--appendonly", "no").Address)
	require.NoError(t, err)
	defer s.Close()
	var operations atomic.Int32
	rapid.Check(t, func(t *rapid.T) {
		require.NoError(t, s.Forget(context.Background(), "t"))
		in, err := s.Tenant("t")
		require.NoError(t, err)
		history(t, in, &operations)
	})
	t.Logf("%d operations", operations.Load())
}

// fewer are the histories of a store that takes its time, unless flags say how many.
func fewer(t *testing.T) {
	before := flag.Lookup("rapid.checks").Value.String()
	if before == checks {
		require.NoError(t, flag.Set("rapid.checks", "20"))
		t.Cleanup(func() { assert.NoError(t, flag.Set("rapid.checks", before)) })
	}
}

// history is one of a tenant, from its beginning.
func history(t *rapid.T, in mockserver.Store, operations *atomic.Int32) {
	m := newMachine(t, in)
	all := m.operations()
	for name, do := range all {
		if name != "" {
			all[name] = func(t *rapid.T) { do(t); operations.Add(1) }
		}
	}
	t.Repeat(all)
	m.exchangeOnceMore(t)
}

// The comparison itself notices what is wrong with a server: each of these deviations is found. The histories are the same
// each time, since what takes long ones to see is not met in all of them.
func TestDeviationsAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of histories, one operation after the other")
	}
	for flagged, value := range map[string]string{"rapid.nofailfile": "true", "rapid.shrinktime": "0s", "rapid.checks": "1000", "rapid.seed": "1"} {
		before := flag.Lookup(flagged).Value.String()
		require.NoError(t, flag.Set(flagged, value))
		t.Cleanup(func() { assert.NoError(t, flag.Set(flagged, before)) })
	}
	for _, name := range []string{
		"one-exchange-after-revocation", "foreign-client-revokes", "setting-on-keeps-the-grant", "setting-on-ends-all-audiences",
		"setting-on-ends-all-applications", "setting-on-ends-all-users", "setting-off-ends-siblings", "setting-off-drops-the-grant",
		"deleted-grant-leaves-the-oldest-token", "deleted-grant-takes-the-others", "newest-grant-survives", "sign-in-revives-the-grant",
		"setting-sticks-once-on", "deleted-credential-keeps-its-token", "unlinking-ends-the-other-devices", "unlinking-ignores-the-setting",
		"deleted-credential-leaves-the-newest-token", "revoked-credential-stays-listed", "reuse-spares-the-newest",
		"reuse-of-older-tokens-is-overlooked", "rotation-extends-the-lifetime", "idle-lifetime-counts-from-the-sign-in",
		"idle-lifetime-has-no-end", "exchange-returns-the-same-token", "foreign-client-exchanges", "foreign-attempt-kills",
		"blocked-user-exchanges",
	} {
		t.Run(name, func(t *testing.T) {
			assert.True(t, noticed(func(t *rapid.T) {
				m := newMachine(t, nil, name)
				t.Repeat(m.operations())
				m.exchangeOnceMore(t)
			}), "no difference was seen")
		})
	}
}

// noticed says whether a property does not hold.
func noticed(property func(*rapid.T)) bool {
	s := &sham{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		rapid.Check(s, property)
	}()
	<-done
	return s.failed
}

// sham is a test that may fail. Nothing of it is shown.
type sham struct{ failed bool }

func (s *sham) Helper()               {}
func (s *sham) Name() string          { return "sham" }
func (s *sham) Log(...any)            {}
func (s *sham) Logf(string, ...any)   {}
func (s *sham) Skip(...any)           { s.SkipNow() }
func (s *sham) Skipf(string, ...any)  { s.SkipNow() }
func (s *sham) SkipNow()              { runtime.Goexit() }
func (s *sham) Error(...any)          { s.Fail() }
func (s *sham) Errorf(string, ...any) { s.Fail() }
func (s *sham) Fatal(...any)          { s.FailNow() }
func (s *sham) Fatalf(string, ...any) { s.FailNow() }
func (s *sham) Fail()                 { s.failed = true }
func (s *sham) Failed() bool          { return s.failed }
func (s *sham) FailNow() {
	s.Fail()
	runtime.Goexit()
}
