package store

import (
	"maps"
	"sync"
)

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

// each shows every value, in no order.
func (s *sharded[K, V]) each(look func(K, V)) {
	for i := range s.parts {
		s.parts[i].Lock()
		for k, v := range s.parts[i].rows {
			look(k, v)
		}
		s.parts[i].Unlock()
	}
}

// updateWhere changes the one value that is picked; false when there is none.
func (s *sharded[K, V]) updateWhere(pick func(V) bool, change func(*V)) bool {
	for i := range s.parts {
		if s.updateIn(i, pick, change) {
			return true
		}
	}
	return false
}

func (s *sharded[K, V]) updateIn(part int, pick func(V) bool, change func(*V)) bool {
	p := &s.parts[part]
	p.Lock()
	defer p.Unlock()
	for k, v := range p.rows {
		if pick(v) {
			change(&v)
			p.rows[k] = v
			return true
		}
	}
	return false
}
