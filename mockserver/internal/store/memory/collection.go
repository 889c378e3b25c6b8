package memory

import (
	"container/list"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/store"
)

// collection is a large collection behind one lock.
type collection[K comparable, V any] struct {
	mu   sync.Mutex
	rows map[K]row[V]

	// Of a bounded one, which forgets what was not used for longest: a device that polls, or a browser that comes back, is not
	// pushed out by those that begin and are not heard of again.
	most  struct{ rows, bytes int } // no rows: this collection is not bounded
	bytes int                       // of all rows
	used  list.List                 // of keys, by when a row was put, changed or asked for
}

type row[V any] struct {
	value V
	bytes int
	used  *list.Element
}

// bound has the collection forget what is beyond the limits.
func (c *collection[K, V]) bound(l store.Limits) {
	c.most.rows, c.most.bytes = l.Expiring, l.ExpiringBytes
}

func (c *collection[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.rows[key]
	if r.used != nil {
		c.used.MoveToBack(r.used)
	}
	return r.value, ok
}

func (c *collection[K, V]) put(key K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(key)
	c.add(key, v)
}

// putNew says whether the key was new.
func (c *collection[K, V]) putNew(key K, v V) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, taken := c.rows[key]; taken {
		return false
	}
	c.add(key, v)
	return true
}

// room is ErrFull where there is none for one more among so many, even without what is past.
func (c *collection[K, V]) room(most int, past func(V) bool) error {
	if c.len() >= most {
		c.sweep(past)
	}
	if c.len() >= most {
		return store.ErrFull
	}
	return nil
}

func (c *collection[K, V]) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.rows)
}

// add puts in what is new, and forgets what was not used for longest where that is too much.
func (c *collection[K, V]) add(key K, v V) {
	if c.rows == nil {
		c.rows = map[K]row[V]{}
	}
	r := row[V]{value: v}
	if c.most.rows > 0 {
		r.bytes, r.used = sizeOf(v), c.used.PushBack(key)
		c.bytes += r.bytes
	}
	c.rows[key] = r
	for c.most.rows > 0 && (len(c.rows) > c.most.rows || c.bytes > c.most.bytes && len(c.rows) > 1) {
		c.drop(c.used.Front().Value.(K))
	}
}

func (c *collection[K, V]) drop(key K) {
	r := c.rows[key]
	if r.used != nil {
		c.used.Remove(r.used)
	}
	c.bytes -= r.bytes
	delete(c.rows, key)
}

func (c *collection[K, V]) remove(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(key)
}

// update changes the value in place; false when there is none.
func (c *collection[K, V]) update(key K, change func(*V)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.rows[key]
	if ok {
		c.change(key, r, change)
	}
	return ok
}

// updateWhere changes the one value that is picked; false when there is none.
func (c *collection[K, V]) updateWhere(pick func(V) bool, change func(*V)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, r := range c.rows {
		if pick(r.value) {
			c.change(key, r, change)
			return true
		}
	}
	return false
}

func (c *collection[K, V]) change(key K, r row[V], change func(*V)) {
	change(&r.value)
	if r.used != nil {
		c.used.MoveToBack(r.used)
		before := r.bytes
		r.bytes = sizeOf(r.value)
		c.bytes += r.bytes - before
	}
	c.rows[key] = r
}

// sweep removes what is past.
func (c *collection[K, V]) sweep(past func(V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, r := range c.rows {
		if past(r.value) {
			c.drop(key)
		}
	}
}

func (c *collection[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows, c.bytes = nil, 0
	c.used.Init()
}

// each shows every value, in no order.
func (c *collection[K, V]) each(look func(K, V)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, r := range c.rows {
		look(key, r.value)
	}
}
