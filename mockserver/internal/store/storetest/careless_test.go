package storetest

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// observed is a test that may fail without failing the one it is part of.
type observed struct {
	testing.TB
	mu     sync.Mutex
	failed bool
}

func (o *observed) Helper()               {}
func (o *observed) Log(...any)            {}
func (o *observed) FailNow()              { o.fail(); runtime.Goexit() }
func (o *observed) Error(...any)          { o.fail() }
func (o *observed) Errorf(string, ...any) { o.fail() }

func (o *observed) fail() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failed = true
}

// breaks says whether a store breaks a promise.
func breaks(t *testing.T, p promise, s store.Store) bool {
	o := &observed{TB: t}
	done := make(chan struct{})
	go func() { // which FailNow may end
		defer close(done)
		p.check(o, s)
	}()
	<-done
	return o.failed
}

func sound() *memory.Store { return memory.NewWithin(limits()) }

// A store that is careless in one way breaks the promise about it.
func TestCarelessStoresAreCaught(t *testing.T) {
	unlimited := store.DefaultLimits()
	for says, open := range map[string]func() store.Store{
		"no change of a grant is lost":              func() store.Store { return &losesUpdates{sound(), newOverlap()} },
		"of simultaneous exchanges one is accepted": func() store.Store { return &losesUpdates{sound(), newOverlap()} },
		"simultaneous sign-ins share one grant":     func() store.Store { return &signsInUnlocked{sound(), newOverlap()} },
		"no change of an entity is lost":            func() store.Store { return &losesClientChanges{sound(), newOverlap()} },
		"a name is new once": func() store.Store {
			return &looksThenWrites{Store: sound(), overlap: newOverlap(), seen: map[string]bool{}}
		},
		"what is returned belongs to the caller":                      func() store.Store { return &sharesClients{Store: sound(), clients: map[string]*tenant.Client{}} },
		"entities are listed in order of arrival":                     func() store.Store { return &listsNewestFirst{sound()} },
		"a refused change changes nothing":                            func() store.Store { return &keepsRefusedChanges{sound()} },
		"the newest log events are kept":                              func() store.Store { return &keepsOldestLogs{Store: sound()} },
		"a reset forgets everything":                                  func() store.Store { return &remembersGrants{sound()} },
		"refresh tokens that there is no room for are refused":        func() store.Store { return memory.NewWithin(unlimited) },
		"grants that there is no room for are refused":                func() store.Store { return memory.NewWithin(unlimited) },
		"access tokens that there is no room for are refused":         func() store.Store { return memory.NewWithin(unlimited) },
		"entities that there is no room for are refused":              func() store.Store { return memory.NewWithin(unlimited) },
		"the oldest of what can be begun again goes":                  func() store.Store { return memory.NewWithin(unlimited) },
		"what is good once is not forgotten for want of room":         func() store.Store { return &forgetsNames{sound()} },
		"grants are found by user, application and API, oldest first": func() store.Store { return &findsAnyOrder{sound()} },
	} {
		t.Run(says, func(t *testing.T) {
			i := slices.IndexFunc(promises(), func(p promise) bool { return p.says == says })
			require.GreaterOrEqual(t, i, 0)
			assert.False(t, breaks(t, promises()[i], sound()))
			assert.True(t, breaks(t, promises()[i], open()))
		})
	}
}

// overlap is where two requests are at once, however busy the machine is.
type overlap struct {
	arrived atomic.Int32
	both    chan struct{}
}

func newOverlap() *overlap { return &overlap{both: make(chan struct{})} }

// wait waits for a second request.
func (o *overlap) wait() {
	if o.arrived.Add(1) == 2 {
		close(o.both)
	}
	select {
	case <-o.both:
	case <-time.After(time.Minute):
	}
}

// losesUpdates changes a copy of a grant and writes it back, whatever happened in between.
type losesUpdates struct {
	store.Store
	*overlap
}

func (s *losesUpdates) UpdateGrant(ctx context.Context, id string, change func(*tenant.Grant)) error {
	var read *tenant.Grant
	if err := s.Look(ctx, id, func(g *tenant.Grant) { read = g.Clone() }); err != nil {
		return err
	}
	change(read)
	s.wait()
	return s.Store.UpdateGrant(ctx, id, func(g *tenant.Grant) { *g = *read })
}

// signsInUnlocked decides on a new grant before it has the lock.
type signsInUnlocked struct {
	store.Store
	*overlap
}

func (s *signsInUnlocked) SignIn(ctx context.Context, key tenant.GrantKey, open func(*tenant.Grant) *tenant.Grant) error {
	known, err := store.Select(ctx, s, tenant.Selector{UserID: key.UserID, ClientID: key.ClientID, Audience: key.Audience})
	if err != nil || len(known) > 0 {
		return s.Store.SignIn(ctx, key, open)
	}
	opened := open(nil)
	s.wait()
	return s.Store.SignIn(ctx, key, func(*tenant.Grant) *tenant.Grant { return opened })
}

// losesClientChanges reads an application, changes it, and writes it back.
type losesClientChanges struct {
	store.Store
	*overlap
}

func (s *losesClientChanges) UpdateClient(ctx context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error) {
	read, err := s.Client(ctx, id)
	if err == nil {
		err = change(read)
	}
	if err != nil {
		return nil, err
	}
	s.wait()
	return s.Store.UpdateClient(ctx, id, func(c *tenant.Client) error { *c = *read; return nil })
}

// looksThenWrites looks whether a name is new, and remembers it afterwards.
type looksThenWrites struct {
	store.Store
	*overlap
	mu   sync.Mutex
	seen map[string]bool
}

func (s *looksThenWrites) Once(_ context.Context, name string, _, _ time.Time) (bool, error) {
	s.mu.Lock()
	fresh := !s.seen[name]
	s.mu.Unlock()
	s.wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[name] = true
	return fresh, nil
}

// sharesClients hands out the application that it keeps.
type sharesClients struct {
	store.Store
	clients map[string]*tenant.Client
}

func (s *sharesClients) AddClient(_ context.Context, c tenant.Client) error {
	s.clients[c.ID] = &c
	return nil
}

func (s *sharesClients) Client(_ context.Context, id string) (*tenant.Client, error) {
	if c, ok := s.clients[id]; ok {
		return c, nil
	}
	return nil, store.ErrNotFound
}

type listsNewestFirst struct{ store.Store }

func (s *listsNewestFirst) Users(ctx context.Context) ([]*tenant.User, error) {
	all, err := s.Store.Users(ctx)
	slices.Reverse(all)
	return all, err
}

// keepsRefusedChanges keeps what a change made before it refused.
type keepsRefusedChanges struct{ store.Store }

func (s *keepsRefusedChanges) UpdateAudience(ctx context.Context, id string, change func(*tenant.Audience) error) (*tenant.Audience, error) {
	var refused error
	a, err := s.Store.UpdateAudience(ctx, id, func(a *tenant.Audience) error { refused = change(a); return nil })
	if err == nil {
		err = refused
	}
	return a, err
}

// keepsOldestLogs keeps no more when it is full.
type keepsOldestLogs struct {
	store.Store
	kept int
}

func (s *keepsOldestLogs) AddLog(ctx context.Context, e tenant.LogEvent) error {
	if s.kept++; s.kept > limits().Logs {
		return nil
	}
	return s.Store.AddLog(ctx, e)
}

// remembersGrants forgets at a reset what is easy to find.
type remembersGrants struct{ store.Store }

func (s *remembersGrants) Reset(ctx context.Context) error {
	grants, err := store.Select(ctx, s, tenant.Selector{})
	if err == nil {
		err = s.Store.Reset(ctx)
	}
	for _, g := range grants {
		if err == nil {
			err = s.SignIn(ctx, g.Key, func(*tenant.Grant) *tenant.Grant { return g })
		}
	}
	return err
}

// forgetsNames has room for the newest only.
type forgetsNames struct{ store.Store }

func (s *forgetsNames) Once(ctx context.Context, name string, until, now time.Time) (bool, error) {
	fresh, err := s.Store.Once(ctx, name, until, now)
	if errors.Is(err, store.ErrFull) {
		return true, nil
	}
	return fresh, err
}

// findsAnyOrder finds grants by their ids.
type findsAnyOrder struct{ store.Store }

func (s *findsAnyOrder) Each(ctx context.Context, selector tenant.Selector, look func(*tenant.Grant)) error {
	found, err := store.Select(ctx, s.Store, selector)
	slices.SortFunc(found, func(a, b *tenant.Grant) int { return strings.Compare(a.ID, b.ID) })
	for _, g := range found {
		look(g)
	}
	return err
}
