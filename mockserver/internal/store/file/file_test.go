package file_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/file"
	"github.com/revokespec/revokespec/mockserver/internal/store/storetest"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// open opens a file, until it is closed by what is returned, or the test ends.
func open(t testing.TB, path string) (*file.File, func()) {
	t.Helper()
	f, err := file.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	return f.Unsynced(), func() { require.NoError(t, f.Close()) }
}

func tenantOf(t testing.TB, f *file.File, name string) store.Store {
	t.Helper()
	s, err := f.Tenant(name)
	require.NoError(t, err)
	return s
}

func fresh(t testing.TB) string { return filepath.Join(t.TempDir(), "state.db") }

func TestPromises(t *testing.T) {
	storetest.Test(t, func(t testing.TB, l store.Limits) store.Store {
		f, _ := open(t, fresh(t))
		s, err := f.TenantWithin("", l)
		require.NoError(t, err)
		return s
	})
}

func TestGrantsWithoutATokenAreForgotten(t *testing.T) {
	f, _ := open(t, fresh(t))
	storetest.SweepsEarly(t, tenantOf(t, f, ""))
}

// fill keeps one of everything, and returns what tells all of it.
func fill(t testing.TB, s store.Store) {
	t.Helper()
	ctx, h := t.Context(), tenant.HashOf("value")
	policy, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: "u", ClientID: "app", Audience: "api"}, Scopes: []string{"read"}, Now: now}
	require.NoError(t, s.SignIn(ctx, in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := policy.Grant(current, in)
		g.Open(policy, in, h)
		return g
	}))
	_, err = s.UpdateSettings(ctx, func(tenant.Settings) tenant.Settings { return tenant.DefaultSettings(time.Time{}) })
	require.NoError(t, err)
	require.NoError(t, s.Begin(ctx, tenant.Beginning{Dialect: "auth0", Seed: []byte("seed")}))
	require.NoError(t, s.SetAhead(ctx, time.Hour))
	require.NoError(t, s.AddClient(ctx, tenant.Client{ID: "app", Extra: map[string]any{"k": []any{"v"}}}))
	require.NoError(t, s.AddUser(ctx, tenant.User{ID: "u", Email: "u@example.com", PasswordHash: h}))
	require.NoError(t, s.AddAudience(ctx, tenant.Audience{Identifier: "api"}))
	require.NoError(t, s.AddPublicKey(ctx, tenant.PublicKeyCredential{ID: "k"}))
	require.NoError(t, s.AddLog(ctx, tenant.LogEvent{Date: now, Description: "event"}))
	require.NoError(t, s.PutAccessToken(ctx, tenant.AccessToken{ID: "a", IssuedAt: now, ExpiresAt: now.Add(time.Hour)}))
	require.NoError(t, s.PutCode(ctx, h, tenant.Code{ClientID: "app", ExpiresAt: now}))
	require.NoError(t, s.PutSession(ctx, h, tenant.Session{ID: "s", UserID: "u"}))
	require.NoError(t, s.PutDevice(ctx, h, tenant.DeviceAuthorization{UserCode: "CODE"}))
	isNew, err := s.Once(ctx, "jti", now.Add(time.Hour), now)
	require.NoError(t, err)
	require.True(t, isNew)
}

// told is all that a store tells of what fill kept.
func told(t testing.TB, s store.Store) (all []any) {
	t.Helper()
	ctx, h := t.Context(), tenant.HashOf("value")
	tell := func(what any, err error) {
		require.NoError(t, err)
		all = append(all, what)
	}
	add := func(what any, err error) { t.Helper(); tell(what, err) }
	place, err := s.Place(ctx, h)
	add(place, err)
	granted, err := store.Select(ctx, s, tenant.Selector{})
	add(granted, err)
	settings, err := s.Settings(ctx)
	add(settings, err)
	beginning, err := s.Beginning(ctx)
	add(beginning, err)
	ahead, err := s.Ahead(ctx)
	add(ahead, err)
	key, err := s.Key(ctx)
	add(key, err)
	clients, err := s.Clients(ctx)
	add(clients, err)
	user, err := s.UserByEmail(ctx, "U@example.com")
	add(user, err)
	apis, err := s.Audiences(ctx)
	add(apis, err)
	keys, err := s.PublicKeys(ctx)
	add(keys, err)
	events, err := s.Logs(ctx)
	add(events, err)
	access, err := s.AccessToken(ctx, "a")
	add(access, err)
	session, err := s.Session(ctx, h)
	add(session, err)
	at, device, err := s.DeviceByUserCode(ctx, "CODE")
	add(at, err)
	add(device, err)
	var code tenant.Code
	add(&code, s.UpdateCode(ctx, h, func(c *tenant.Code) { code = *c }))
	isNew, err := s.Once(ctx, "jti", now, now)
	add(isNew, err)
	return all
}

func TestAllIsThereAfterwards(t *testing.T) {
	path := fresh(t)
	f, done := open(t, path)
	fill(t, tenantOf(t, f, ""))
	before := told(t, tenantOf(t, f, ""))
	done()
	f, _ = open(t, path)
	assert.Equal(t, before, told(t, tenantOf(t, f, "")))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	beside, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, beside, 1, "nothing is left beside it")
}

func TestTenantsOfOneFileKnowNothingOfEachOther(t *testing.T) {
	f, _ := open(t, fresh(t))
	one, two := tenantOf(t, f, "one"), tenantOf(t, f, "two")
	fill(t, one)
	_, err := two.Place(t.Context(), tenant.HashOf("value"))
	require.ErrorIs(t, err, store.ErrNotFound)
	fill(t, two)
	a, err := one.Key(t.Context())
	require.NoError(t, err)
	b, err := two.Key(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, a, b)
	require.NoError(t, one.Reset(t.Context()))
	told(t, two)
	require.NoError(t, f.Forget("two"))
	require.NoError(t, f.Forget("two"), "gone is gone")
	_, err = tenantOf(t, f, "two").Beginning(t.Context())
	require.ErrorIs(t, err, store.ErrNotFound)
}

// Who asks for what cannot be kept, or read, is told an error, and what was there stays.
func TestAFullDisk(t *testing.T) {
	path := fresh(t)
	f, done := open(t, path)
	s := tenantOf(t, f, "")
	fill(t, s)
	before := told(t, s)
	f.MostBytes(256 << 10)
	var err error
	for i := 0; err == nil && i < 1<<10; i++ {
		err = s.PutCode(t.Context(), tenant.HashOf(string(rune(i))), tenant.Code{Nonce: string(make([]byte, 4<<10))})
	}
	require.Error(t, err)
	f.MostBytes(0)
	assert.Equal(t, before, told(t, s))
	done()
	require.Error(t, s.SetAhead(t.Context(), 0), "closed")
	f, _ = open(t, path)
	assert.Equal(t, before, told(t, tenantOf(t, f, "")))
}
