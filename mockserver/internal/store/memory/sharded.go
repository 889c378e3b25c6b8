package memory

import (
	"maps"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/store"
)

// shards is how many parts a sharded map has: enough that two requests seldom wait for one lock.
const shards = 32

// sharded is a large collection, spread over locks by key.
type sharded[K comparable, V any] struct {
	shard func(K) byte
	size  func(V) int               // of what is kept, in bytes; nil: this collection is not bounded
	most  struct{ rows, bytes int } // of one part
	parts [shards]part[K, V]
}

// part is what one lock guards.
type part[K comparable, V any] struct {
	sync.Mutex
	rows  map[K]row[V]
	order []use[K] // of a bounded collection, the oldest first; what was used again or removed since is among them
	bytes int
	count uint64 // of uses
}

type row[V any] struct {
	value V
	bytes int
	used  uint64
}

// use is when a row was put, changed or asked for.
type use[K comparable] struct {
	key  K
	used uint64
}

// bound has the collection forget what is beyond the limits.
func (s *sharded[K, V]) bound(l store.Limits, size func(V) int) {
	s.size, s.most.rows, s.most.bytes = size, l.Expiring/shards, l.ExpiringBytes/shards
}

func (s *sharded[K, V]) part(key K) *part[K, V] { return &s.parts[s.shard(key)%shards] }

func (s *sharded[K, V]) get(key K) (V, bool) {
	p := s.part(key)
	p.Lock()
	defer p.Unlock()
	r, ok := p.rows[key]
	if ok && s.size != nil {
		p.use(key, r)
	}
	return r.value, ok
}

func (s *sharded[K, V]) put(key K, v V) {
	p := s.part(key)
	p.Lock()
	defer p.Unlock()
	p.remove(key)
	s.add(p, key, v)
}

// putNew says whether the key was new.
func (s *sharded[K, V]) putNew(key K, v V) bool {
	p := s.part(key)
	p.Lock()
	defer p.Unlock()
	if _, taken := p.rows[key]; taken {
		return false
	}
	s.add(p, key, v)
	return true
}

// room is ErrFull where there is none for the key among so many, even without what is past.
func (s *sharded[K, V]) room(key K, most int, past func(V) bool) error {
	p := s.part(key)
	if p.len() >= most/shards {
		p.sweep(past)
	}
	if p.len() >= most/shards {
		return store.ErrFull
	}
	return nil
}

func (p *part[K, V]) len() int {
	p.Lock()
	defer p.Unlock()
	return len(p.rows)
}

// add puts in what is new, and forgets what was not used for longest where that is too much.
func (s *sharded[K, V]) add(p *part[K, V], key K, v V) {
	if p.rows == nil {
		p.rows = map[K]row[V]{}
	}
	r := row[V]{value: v}
	if s.size == nil {
		p.rows[key] = r
		return
	}
	r.bytes = s.size(v)
	p.bytes += r.bytes
	p.use(key, r)
	p.forget(s.most.rows, s.most.bytes)
}

// use keeps the row as the one that was used last: a device that polls, or a browser that comes back, is not pushed out by those
// that begin and are not heard of again.
func (p *part[K, V]) use(key K, r row[V]) {
	p.count++
	r.used = p.count
	p.rows[key], p.order = r, append(p.order, use[K]{key, p.count})
	if len(p.order) > 2*len(p.rows)+shards {
		p.order = p.present()
	}
}

// forget drops rows beyond what one part may hold.
func (p *part[K, V]) forget(rows, bytes int) {
	for len(p.rows) > rows || p.bytes > bytes && len(p.rows) > 1 {
		oldest := p.order[0]
		p.order = p.order[1:]
		if p.rows[oldest.key].used == oldest.used {
			p.remove(oldest.key)
		}
	}
}

// present is the order of what is there.
func (p *part[K, V]) present() []use[K] {
	kept := make([]use[K], 0, len(p.rows))
	for _, u := range p.order {
		if r, ok := p.rows[u.key]; ok && r.used == u.used {
			kept = append(kept, u)
		}
	}
	return kept
}

func (p *part[K, V]) remove(key K) {
	p.bytes -= p.rows[key].bytes
	delete(p.rows, key)
}

func (s *sharded[K, V]) remove(key K) {
	p := s.part(key)
	p.Lock()
	defer p.Unlock()
	p.remove(key)
}

// update changes the value in place; false when there is none.
func (s *sharded[K, V]) update(key K, change func(*V)) bool {
	p := s.part(key)
	p.Lock()
	defer p.Unlock()
	r, ok := p.rows[key]
	if ok {
		s.change(p, key, r, change)
	}
	return ok
}

func (s *sharded[K, V]) change(p *part[K, V], key K, r row[V], change func(*V)) {
	change(&r.value)
	if s.size == nil {
		p.rows[key] = r
		return
	}
	p.bytes -= r.bytes
	r.bytes = s.size(r.value)
	p.bytes += r.bytes
	p.use(key, r)
}

// updateWhere changes the one value that is picked; false when there is none.
func (s *sharded[K, V]) updateWhere(pick func(V) bool, change func(*V)) bool {
	for i := range s.parts {
		if s.updateIn(&s.parts[i], pick, change) {
			return true
		}
	}
	return false
}

func (s *sharded[K, V]) updateIn(p *part[K, V], pick func(V) bool, change func(*V)) bool {
	p.Lock()
	defer p.Unlock()
	for k, r := range p.rows {
		if pick(r.value) {
			s.change(p, k, r, change)
			return true
		}
	}
	return false
}

// sweep removes what is past, in the shard of key only: each write pays for a small part of the whole.
func (s *sharded[K, V]) sweep(key K, past func(V) bool) { s.part(key).sweep(past) }

func (s *sharded[K, V]) sweepAll(past func(V) bool) {
	for i := range s.parts {
		s.parts[i].sweep(past)
	}
}

func (p *part[K, V]) sweep(past func(V) bool) {
	p.Lock()
	defer p.Unlock()
	maps.DeleteFunc(p.rows, func(_ K, r row[V]) bool {
		gone := past(r.value)
		if gone {
			p.bytes -= r.bytes
		}
		return gone
	})
}

func (s *sharded[K, V]) clear() {
	for i := range s.parts {
		p := &s.parts[i]
		p.Lock()
		p.rows, p.order, p.bytes = nil, nil, 0
		p.Unlock()
	}
}

// each shows every value, in no order.
func (s *sharded[K, V]) each(look func(K, V)) {
	for i := range s.parts {
		s.parts[i].Lock()
		for k, r := range s.parts[i].rows {
			look(k, r.value)
		}
		s.parts[i].Unlock()
	}
}
