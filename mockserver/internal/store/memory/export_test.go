package memory

import "github.com/revokespec/revokespec/mockserver/internal/store"

// NewPacking is NewWithin, but for that it packs each grant that is not being used.
func NewPacking(l store.Limits) *Store {
	m := NewWithin(l)
	m.hot.most = 0
	return m
}
