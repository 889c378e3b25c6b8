// Package linear_test sees that whatever is done at once, at several nodes of a tenant, looks as if it had been done one after the other.
package linear_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver/filestore"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	domain "github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

// history is what several did at once.
type history struct {
	mu    sync.Mutex
	time  atomic.Int64 // of calls and answers
	known map[act][]string
	done  []porcupine.Operation
}

// about picks what to do it to; empty where there is nothing yet.
func (h *history) about(a act, r *rand.Rand) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.known[a]); n > 0 {
		back := min(r.IntN(3), n-1) // of the newest: what has been dead for long is dull
		return h.known[a][n-1-back]
	}
	return ""
}

func (h *history) note(who int, in input, out output, called int64) {
	answered := h.time.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, porcupine.Operation{ClientId: who, Input: in, Output: out, Call: called, Return: answered})
	learn := func(what string, acts ...act) {
		for _, a := range acts {
			if what != "" {
				h.known[a] = append(h.known[a], what)
			}
		}
	}
	learn(out.token, exchange, revoke)
	learn(out.credential, unlink, look)
	learn(out.grant, deleteGrant)
}

// acts are done, the more often the more often they stand here.
var acts = []act{signIn, signIn, exchange, exchange, exchange, exchange, revoke, unlink, look, look, deleteGrant}

// crowd is how many do something at once, and each does that many things, one after the other.
const (
	crowd = 4
	each  = 10
)

// lived lets the crowd loose on the nodes of a new tenant.
func lived(t testing.TB, nodes []*node, seed uint64) *history {
	h := &history{known: map[act][]string{}}
	var all sync.WaitGroup
	for who := range crowd {
		r := rand.New(rand.NewPCG(seed, uint64(who)))
		all.Go(func() {
			for range each {
				a := acts[r.IntN(len(acts))]
				in := input{a, h.about(a, r)}
				if in.about == "" {
					in = input{act: signIn}
				}
				called := h.time.Add(1)
				out, answered := nodes[r.IntN(len(nodes))].do(in)
				if !assert.True(t, answered, "%+v", in) {
					return
				}
				h.note(who, in, out, called)
			}
		})
	}
	all.Wait()
	return h
}

// String shows the history without a token: each thing has a number, wherever it is named.
func (h *history) String() string {
	var out strings.Builder
	numbers := map[string]int{"": 0}
	number := func(what string) int {
		if _, known := numbers[what]; !known {
			numbers[what] = len(numbers)
		}
		return numbers[what]
	}
	for _, o := range h.done {
		in, answer := o.Input.(input), o.Output.(output)
		fmt.Fprintf(&out, "%3d to %3d: %s %d: %t, token %d, credential %d, grant %d\n", o.Call, o.Return, in.act, number(in.about), answer.accepted,
			number(answer.token), number(answer.credential), number(answer.grant))
	}
	return out.String()
}

// oddity is the first of some histories that cannot have been one after the other, at nodes on the stores that are opened; empty where each
// can.
func oddity(t testing.TB, histories int, open func() []store.Store) string {
	for n := range histories {
		clock := domain.NewClock(func() time.Time { return began })
		var nodes []*node
		for _, s := range open() {
			nodes = append(nodes, newNode(t, s, clock))
		}
		setting := n%2 == 1
		nodes[0].setSetting(setting)
		if h := lived(t, nodes, uint64(n)); !porcupine.CheckOperations(rules(setting), h.done) {
			return h.String()
		}
	}
	return ""
}

func inMemory() []store.Store {
	s := between{memory.New()}
	return []store.Store{s, s}
}

func TestInMemory(t *testing.T) { assert.Empty(t, oddity(t, 100, inMemory)) }

func TestInAFile(t *testing.T) {
	f, err := filestore.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	defer f.Close()
	f.Unsynced()
	assert.Empty(t, oddity(t, 20, func() []store.Store {
		require.NoError(t, f.Forget(""))
		s, err := f.Tenant("")
		require.NoError(t, err)
		return []store.Store{between{s}, between{s}}
	}))
}

// On Redis each node has connections of its own, as one of another process has.
func TestOnRedis(t *testing.T) {
	at := redistest.Start(t, "--appendonly", "no")
	var servers []*redisstore.Server
	for range 2 {
		s, err := redisstore.Open(at.Address)
		require.NoError(t, err)
		defer s.Close()
		servers = append(servers, s)
	}
	assert.Empty(t, oddity(t, 40, func() (nodes []store.Store) {
		require.NoError(t, servers[0].Forget(context.Background(), ""))
		for _, s := range servers {
			of, err := s.Tenant("")
			require.NoError(t, err)
			nodes = append(nodes, of)
		}
		return nodes
	}))
}

// between is a store between whose steps others have their turn.
type between struct{ store.Store }

func (s between) Place(ctx context.Context, h domain.Hash) (domain.Place, error) {
	defer runtime.Gosched()
	return s.Store.Place(ctx, h)
}

func (s between) UpdateGrant(ctx context.Context, id string, change func(*domain.Grant)) error {
	runtime.Gosched()
	defer runtime.Gosched()
	return s.Store.UpdateGrant(ctx, id, change)
}
