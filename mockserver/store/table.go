package store

import (
	"maps"
	"slices"
	"sync"
)

// table is a small collection behind one lock, in order of arrival. Values are copied in and out.
type table[T any] struct {
	mu   sync.RWMutex
	rows map[string]*T
	keys []string
	copy func(T) T
}

func newTable[T any](copy func(T) T) *table[T] {
	return &table[T]{rows: map[string]*T{}, copy: copy}
}

func (t *table[T]) get(key string) (*T, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	row, ok := t.rows[key]
	if !ok {
		return nil, ErrNotFound
	}
	c := t.copy(*row)
	return &c, nil
}

func (t *table[T]) all() []*T {
	t.mu.RLock()
	defer t.mu.RUnlock()
	out := make([]*T, 0, len(t.keys))
	for _, k := range t.keys {
		c := t.copy(*t.rows[k])
		out = append(out, &c)
	}
	return out
}

func (t *table[T]) add(key string, row T) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, taken := t.rows[key]; taken {
		return ErrExists
	}
	c := t.copy(row)
	t.rows[key], t.keys = &c, append(t.keys, key)
	return nil
}

func (t *table[T]) update(key string, change func(*T) error) (*T, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	row, ok := t.rows[key]
	if !ok {
		return nil, ErrNotFound
	}
	c := t.copy(*row)
	if err := change(&c); err != nil {
		return nil, err
	}
	kept := t.copy(c)
	t.rows[key] = &kept
	return &c, nil
}

func (t *table[T]) remove(key string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.rows[key]; !ok {
		return ErrNotFound
	}
	delete(t.rows, key)
	t.keys = slices.DeleteFunc(t.keys, func(k string) bool { return k == key })
	return nil
}

func (t *table[T]) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.rows)
	t.keys = nil
}

// shards is how many parts a sharded map has: enough that two requests seldom wait for one lock.
const shards = 32

// sharded is a large collection, spread over locks by key.
type sharded[K comparable, V any] struct {
	shard func(K) byte
	parts [shards]struct {
		sync.Mutex
		rows map[K]V
	}
}

func (s *sharded[K, V]) get(key K) (V, bool) {
	p := &s.parts[s.shard(key)%shards]
	p.Lock()
	defer p.Unlock()
	v, ok := p.rows[key]
	return v, ok
}

func (s *sharded[K, V]) put(key K, v V) {
	p := &s.parts[s.shard(key)%shards]
	p.Lock()
	defer p.Unlock()
	if p.rows == nil {
		p.rows = map[K]V{}
	}
	p.rows[key] = v
}

func (s *sharded[K, V]) remove(key K) {
	p := &s.parts[s.shard(key)%shards]
	p.Lock()
	defer p.Unlock()
	delete(p.rows, key)
}

// update changes the value in place; false when there is none.
func (s *sharded[K, V]) update(key K, change func(*V)) bool {
	p := &s.parts[s.shard(key)%shards]
	p.Lock()
	defer p.Unlock()
	v, ok := p.rows[key]
	if !ok {
		return false
	}
	change(&v)
	p.rows[key] = v
	return true
}

// sweep removes what is past, in the shard of key only: each write pays for a small part of the whole.
func (s *sharded[K, V]) sweep(key K, past func(V) bool) {
	p := &s.parts[s.shard(key)%shards]
	p.Lock()
	defer p.Unlock()
	maps.DeleteFunc(p.rows, func(_ K, v V) bool { return past(v) })
}

func (s *sharded[K, V]) sweepAll(past func(V) bool) {
	for i := range s.parts {
		s.parts[i].Lock()
		maps.DeleteFunc(s.parts[i].rows, func(_ K, v V) bool { return past(v) })
		s.parts[i].Unlock()
	}
}

func (s *sharded[K, V]) clear() {
	for i := range s.parts {
		s.parts[i].Lock()
		s.parts[i].rows = nil
		s.parts[i].Unlock()
	}
}

// putNew says whether the key was new.
func (s *sharded[K, V]) putNew(key K, v V) bool {
	p := &s.parts[s.shard(key)%shards]
	p.Lock()
	defer p.Unlock()
	if _, taken := p.rows[key]; taken {
		return false
	}
	if p.rows == nil {
		p.rows = map[K]V{}
	}
	p.rows[key] = v
	return true
}
