package memory

import (
	"slices"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/store"
)

// table is a small collection behind one lock, in order of arrival. Values are copied in and out.
type table[T any] struct {
	mu   sync.RWMutex
	rows map[string]*T
	keys []string
	copy func(T) T

	bytes  int // of all rows
	limits store.Limits
}

func newTable[T any](l store.Limits, copy func(T) T) *table[T] {
	return &table[T]{rows: map[string]*T{}, copy: copy, limits: l}
}

func (t *table[T]) get(key string) (*T, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	row, ok := t.rows[key]
	if !ok {
		return nil, store.ErrNotFound
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
		return store.ErrExists
	}
	c := t.copy(row)
	if err := t.makeRoom(len(t.rows)+1, sizeOf(c)); err != nil {
		return err
	}
	t.rows[key], t.keys = &c, append(t.keys, key)
	return nil
}

func (t *table[T]) update(key string, change func(*T) error) (*T, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	row, ok := t.rows[key]
	if !ok {
		return nil, store.ErrNotFound
	}
	c := t.copy(*row)
	if err := change(&c); err != nil {
		return nil, err
	}
	kept := t.copy(c)
	if err := t.makeRoom(len(t.rows), sizeOf(kept)-sizeOf(*row)); err != nil {
		return nil, err
	}
	t.rows[key] = &kept
	return &c, nil
}

func (t *table[T]) remove(key string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	row, ok := t.rows[key]
	if !ok {
		return store.ErrNotFound
	}
	t.bytes -= sizeOf(*row)
	delete(t.rows, key)
	t.keys = slices.DeleteFunc(t.keys, func(k string) bool { return k == key })
	return nil
}

func (t *table[T]) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.rows)
	t.keys, t.bytes = nil, 0
}

// makeRoom counts what is about to come, unless the table would then hold too much.
func (t *table[T]) makeRoom(rows, bytes int) error {
	if rows > t.limits.Entities || bytes > 0 && t.bytes+bytes > t.limits.EntityBytes {
		return store.ErrFull
	}
	t.bytes += bytes
	return nil
}
