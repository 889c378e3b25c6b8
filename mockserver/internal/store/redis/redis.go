// Package redis keeps tenants in a Redis or Valkey server, or a cluster of them, as store.Store wants it, for any number of processes at once.
//
// A change is a function of Go, and may take a while: it is made of what was read, and a script keeps the outcome if that is still what is
// there; otherwise all is done again. So each change is one step for all, in one hash slot.
//
// Grants of one user, application and API are in one slot: which is the newest of them, and each with its version, its data and its tokens.
// Commit.lua changes them, and is the moment of a change. What leads to them is in other slots, and written before: the lists of grants, and, for each
// token, in a slot of its own, where its grant is. If the process, or the server, ends in between, something is left that leads to
// nothing, and is taken for nothing: whoever follows it asks the grant's slot. The other way round it is alike: first a grant is
// removed, then what leads to it. A token that was handed out, and a grant that a revocation must find, are hence always found.
//
// Everything else of a tenant is in one slot, in shelves (shelf.lua).
//
// All keys have the tenant's epoch in them, which stands under the tenant's name. A reset, or a beginning, fills another epoch, and then is one step; what was before is swept
// away afterwards. With each thing that is asked the epoch is asked too, and where it is another, all is asked again.
//
// What is forgotten when is a matter of the tenant's time, which can be moved: no key expires by the server's.
package redis

import (
	"context"
	"net/url"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store"
)

// Server keeps tenants.
type Server struct {
	client   goredis.UniversalClient
	patience time.Duration // with the server, for one thing that is asked
}

// patience is for how long the server may not answer.
const patience = 2 * time.Second

// Close ends the connections. Whoever asks for something afterwards is told an error. What is kept stays.
func (s *Server) Close() error { return s.client.Close() }

// Tenant is the store of the tenant of that name, which may be empty.
func (s *Server) Tenant(name string) (store.Store, error) {
	return s.TenantWithin(name, store.DefaultLimits())
}

// TenantWithin is Tenant with other limits.
func (s *Server) TenantWithin(name string, l store.Limits) (store.Store, error) {
	return &held{server: s, root: rootOf(name), limits: l, homes: &homes{}, turns: newTurns()}, nil
}

// rootOf is the key that has the tenant's epoch. Neither a brace nor what a pattern is made of is in it.
func rootOf(name string) string { return "revokespec:" + url.QueryEscape(name) }

// Forget forgets the tenant of that name, if there is one.
func (s *Server) Forget(ctx context.Context, name string) error {
	if err := s.client.Del(ctx, rootOf(name)).Err(); err != nil {
		return err
	}
	return s.sweep(ctx, rootOf(name)+":")
}

// sweep takes away keys that begin alike. What it leaves behind, in the end, leads to nothing.
func (s *Server) sweep(ctx context.Context, prefix string) error {
	each := func(ctx context.Context, c *goredis.Client) error { return sweepOne(ctx, c, prefix) }
	if c, ok := s.client.(*goredis.ClusterClient); ok {
		return c.ForEachMaster(ctx, each)
	}
	return each(ctx, s.client.(*goredis.Client))
}
