package redis

import (
	"hash/maphash"
	"sync/atomic"
)

// homes remembers some of the homes of grants, which never change. After a reset of the tenant no grant of these ids is found at them.
type homes [1 << 12]atomic.Pointer[home]

type home struct{ id, home string }

var seed = maphash.MakeSeed()

func (h *homes) at(id string) *atomic.Pointer[home] {
	return &h[maphash.String(seed, id)%uint64(len(h))]
}

func (h *homes) note(id, at string) { h.at(id).Store(&home{id, at}) }

func (h *homes) of(id string) (string, bool) {
	known := h.at(id).Load()
	if known == nil || known.id != id {
		return "", false
	}
	return known.home, true
}
