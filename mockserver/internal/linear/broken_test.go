package linear_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	domain "github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// A store that is broken in one way is noticed.
func TestBrokenStoresAreNoticed(t *testing.T) {
	for says, open := range map[string]func(store.Store) store.Store{
		"a lost update":   func(s store.Store) store.Store { return losing{s} },
		"a stale read":    func(s store.Store) store.Store { return &caching{Store: s, seen: map[string]*domain.Grant{}} },
		"a late write":    func(s store.Store) store.Store { return &late{Store: s} },
		"a split sign-in": func(s store.Store) store.Store { return splitting{s} },
	} {
		t.Run(says, func(t *testing.T) {
			assert.NotEmpty(t, oddity(t, 400, func() []store.Store {
				s := memory.New()
				return []store.Store{open(s), open(s)}
			}))
		})
	}
}

// losing changes a copy of a grant and writes it back, whatever happened in between.
type losing struct{ store.Store }

func (s losing) UpdateGrant(ctx context.Context, id string, change func(*domain.Grant)) error {
	var read *domain.Grant
	if err := s.Look(ctx, id, func(g *domain.Grant) { read = g.Clone() }); err != nil {
		return err
	}
	change(read)
	runtime.Gosched()
	return s.Store.UpdateGrant(ctx, id, func(g *domain.Grant) { *g = *read })
}

// caching answers who looks with what it has seen before.
type caching struct {
	store.Store
	mu   sync.Mutex
	seen map[string]*domain.Grant
}

func (s *caching) Each(ctx context.Context, of domain.Selector, show func(*domain.Grant)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Store.Each(ctx, of, func(g *domain.Grant) {
		if s.seen[g.ID] == nil {
			s.seen[g.ID] = g.Clone()
		}
		show(s.seen[g.ID])
	})
}

// late answers a change that ends something before it is made: it is made with the next.
type late struct {
	store.Store
	mu   sync.Mutex
	todo func() error
}

func (s *late) UpdateGrant(ctx context.Context, id string, change func(*domain.Grant)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var changed *domain.Grant
	var issues bool
	err := s.Look(ctx, id, func(g *domain.Grant) {
		changed = g.Clone()
		change(changed)
		issues = len(changed.TakeIssued()) > 0
	})
	if err != nil || issues {
		return s.first(err, func() error { return s.Store.UpdateGrant(ctx, id, change) })
	}
	before := s.todo
	s.todo = func() error { // the change itself writes into its request, which is over then
		return s.Store.UpdateGrant(context.WithoutCancel(ctx), id, func(g *domain.Grant) { *g = *changed })
	}
	if before != nil {
		return before()
	}
	return nil
}

func (s *late) first(err error, then func() error) error {
	if err != nil {
		return err
	}
	err = then()
	if s.todo != nil && err == nil {
		err, s.todo = s.todo(), nil
	}
	return err
}

// splitting decides on a new grant before it is its turn.
type splitting struct{ store.Store }

func (s splitting) SignIn(ctx context.Context, key domain.GrantKey, open func(*domain.Grant) *domain.Grant) error {
	known, err := store.Select(ctx, s, domain.Selector{UserID: key.UserID, ClientID: key.ClientID, Audience: key.Audience})
	if err != nil || len(known) > 0 {
		return s.Store.SignIn(ctx, key, open)
	}
	opened := open(nil)
	runtime.Gosched()
	return s.Store.SignIn(ctx, key, func(*domain.Grant) *domain.Grant { return opened })
}
