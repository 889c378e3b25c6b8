package memory

import (
	"encoding/binary"
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// index finds refresh tokens by their hashes. It is made for millions of them: a map of the whole places takes four times as much memory.
type index struct {
	shards [256]shard
	tokens atomic.Int64
}

// shard is a table with open addressing: of tokens whose hashes begin with the same byte.
type shard struct {
	mu    sync.RWMutex
	rows  []indexed // one without a grant is free; so is at least every eighth
	count int
}

// indexed is a token and its place. Of its hash, 128 bits tell it apart from all others as 256 do.
type indexed struct {
	hash               [16]byte
	grant              *grantEntry
	family             uint32 // its number on the grant
	serial, generation uint32
}

func (t *indexed) place() tenant.Place {
	return tenant.Place{Grant: t.grant.id, Family: tenant.FamilyID(t.grant.id, int(t.family)), Serial: int(t.serial), Generation: int(t.generation)}
}

func (x *index) of(h tenant.Hash) *shard { return &x.shards[h[0]] }

func (x *index) get(h tenant.Hash) (tenant.Place, bool) {
	s := x.of(h)
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.count == 0 {
		return tenant.Place{}, false
	}
	row := s.find([16]byte(h[:16]))
	if row.grant == nil {
		return tenant.Place{}, false
	}
	return row.place(), true
}

func (x *index) put(h tenant.Hash, k *grantEntry, p tenant.Place) {
	s := x.of(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	if 8*(s.count+1) > 7*len(s.rows) {
		s.rebuild(8+len(s.rows)*5/4, func(*indexed) bool { return true })
	}
	row := s.find([16]byte(h[:16]))
	if row.grant == nil {
		s.count++
		x.tokens.Add(1)
	}
	*row = indexed{hash: [16]byte(h[:16]), grant: k, family: uint32(tenant.FamilyNumber(p.Family)), serial: uint32(p.Serial), generation: uint32(p.Generation)}
}

// find returns the row of a hash, or the free one where it would stand.
func (s *shard) find(hash [16]byte) *indexed {
	i, _ := bits.Mul64(binary.LittleEndian.Uint64(hash[8:]), uint64(len(s.rows)))
	for ; ; i++ {
		if i == uint64(len(s.rows)) {
			i = 0
		}
		if row := &s.rows[i]; row.grant == nil || row.hash == hash {
			return row
		}
	}
}

// rebuild makes the table anew, with room for so many rows, of those that stay.
func (s *shard) rebuild(size int, stays func(*indexed) bool) {
	old := s.rows
	s.rows, s.count = make([]indexed, size), 0
	for i := range old {
		if old[i].grant != nil && stays(&old[i]) {
			*s.find(old[i].hash) = old[i]
			s.count++
		}
	}
}

func (x *index) len() int { return int(x.tokens.Load()) }

// sweep removes what is gone.
func (x *index) sweep(gone func(grant *grantEntry, family int) bool) {
	for i := range x.shards {
		s := &x.shards[i]
		s.mu.Lock()
		before := s.count
		s.rebuild(len(s.rows), func(t *indexed) bool { return !gone(t.grant, int(t.family)) })
		x.tokens.Add(int64(s.count - before))
		s.mu.Unlock()
	}
}

// each shows the family of every token.
func (x *index) each(look func(grant *grantEntry, family int)) {
	for i := range x.shards {
		s := &x.shards[i]
		s.mu.RLock()
		for j := range s.rows {
			if t := &s.rows[j]; t.grant != nil {
				look(t.grant, int(t.family))
			}
		}
		s.mu.RUnlock()
	}
}

func (x *index) clear() {
	for i := range x.shards {
		s := &x.shards[i]
		s.mu.Lock()
		x.tokens.Add(int64(-s.count))
		s.rows, s.count = nil, 0
		s.mu.Unlock()
	}
}
