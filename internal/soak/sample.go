// Package soak keeps what is known while a server is under load, in bounded room however long that lasts: a sample of what is dead, and
// measurements. It sends nothing.
package soak

import "math/rand/v2"

// Sample is a sample of all things that were put in: the newest ones, and of all others each with the same chance. It is not safe for concurrent
// use.
type Sample[T any] struct {
	random *rand.Rand
	newest []*T // a ring
	older  []*T
	put    int // in all
}

// How many things a sample holds.
const (
	keptNewest = 16
	keptOlder  = 256
)

// NewSample is empty.
func NewSample[T any](random *rand.Rand) *Sample[T] { return &Sample[T]{random: random} }

// Put puts a thing in. What it takes the place of among the newest is one of the older from then on, if chance will have it.
func (s *Sample[T]) Put(thing *T) {
	s.put++
	if len(s.newest) < keptNewest {
		s.newest = append(s.newest, thing)
		return
	}
	at := (s.put - 1) % keptNewest
	out := s.newest[at]
	s.newest[at] = thing
	if len(s.older) < keptOlder {
		s.older = append(s.older, out)
	} else if i := s.random.IntN(s.put - keptNewest); i < keptOlder {
		s.older[i] = out
	}
}

// Last is what was put in last; nil where there is nothing.
func (s *Sample[T]) Last() *T {
	if s.put == 0 {
		return nil
	}
	return s.newest[(s.put-1)%keptNewest]
}

// Draw draws one of the newest, or as often one of the older; nil where there is none.
func (s *Sample[T]) Draw() *T {
	from := s.newest
	if len(s.older) > 0 && s.random.IntN(2) == 0 {
		from = s.older
	}
	if len(from) == 0 {
		return nil
	}
	return from[s.random.IntN(len(from))]
}

// Total is how many things were put in.
func (s *Sample[T]) Total() int { return s.put }
