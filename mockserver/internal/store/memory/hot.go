package memory

import (
	"container/list"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// grantEntry is a grant behind a lock of its own: as it is while it is used, and packed once it was not for a while.
type grantEntry struct {
	id      string
	key     tenant.GrantKey
	created time.Time

	sync.Mutex
	grant  *tenant.Grant // nil while it is packed
	packed []byte

	queued, used bool // among the hot; since it was last looked at there
	weight       int  // that the hot count it as
}

// read returns the grant, which is not to be changed. Its lock is held.
func (k *grantEntry) read() *tenant.Grant {
	if k.grant == nil {
		return unpack(k.packed)
	}
	return k.grant
}

// hot are the grants that are not packed.
type hot struct {
	mu     sync.Mutex
	queue  list.List // of *grantEntry, by when it was put here or last found to be used
	weight int       // of all
	most   int
}

// How many sign-ins are kept unpacked, with a grant counted as one more. A grant of more than mostPacked is never packed, and does not count:
// to unpack it for the sake of one of its tokens would take longer than to revoke that.
const (
	hotWeight  = 1 << 13
	mostPacked = 1 << 9
)

func weightOf(g *tenant.Grant) int {
	if len(g.Families) > mostPacked {
		return 0
	}
	return 1 + len(g.Families)
}

// hold locks a grant so that it may be changed, and release lets go of it.
func (h *hot) hold(k *grantEntry) {
	k.Lock()
	if k.grant == nil {
		k.grant, k.packed = unpack(k.packed), nil
	}
	k.used = true
}

func (h *hot) release(k *grantEntry) {
	h.count(k)
	k.Unlock()
	for h.cool() {
	}
}

// count puts a grant among the hot, or counts it anew there. Its lock is held.
func (h *hot) count(k *grantEntry) {
	weight := weightOf(k.grant)
	if weight == k.weight && (k.queued || weight == 0) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.weight += weight - k.weight
	k.weight = weight
	if !k.queued {
		k.queued = true
		h.queue.PushBack(k)
	}
}

// cool packs the grant that was not used for longest, where too many are hot. It says whether to go on.
func (h *hot) cool() bool {
	h.mu.Lock()
	if h.weight <= h.most || h.queue.Len() == 0 {
		h.mu.Unlock()
		return false
	}
	k := h.queue.Remove(h.queue.Front()).(*grantEntry)
	h.mu.Unlock()
	k.Lock()
	defer k.Unlock()
	if k.used {
		k.used = false
		h.mu.Lock()
		h.queue.PushBack(k)
		h.mu.Unlock()
		return true
	}
	k.queued = false
	h.mu.Lock()
	h.weight -= k.weight
	h.mu.Unlock()
	k.weight = 0
	if weightOf(k.grant) > 0 {
		k.packed, k.grant = pack(k.grant), nil
	}
	return true
}

func (h *hot) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue.Init()
	h.weight = 0
}
