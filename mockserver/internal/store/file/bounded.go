package file

import (
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// bounded keeps what can be begun again, under hashes, within limits: what was not used for longest goes.
type bounded[T any] struct {
	rows shelf[used[T]]
	uses shelf[tenant.Hash] // by number
}

// used is a value, and the number of its last use.
type used[T any] struct {
	Use   uint64
	Value T
}

func boundedOf[T any](name string) bounded[T] {
	return bounded[T]{shelf[used[T]]{name}, shelf[tenant.Hash]{name + " by use"}}
}

// place keeps a value as the one that was used last, in place of the one that is there, and forgets what is beyond the limits.
func (in bounded[T]) place(s *held, t tx, h tenant.Hash, v T) error {
	if err := in.remove(t, h); err != nil {
		return err
	}
	use, err := in.uses.next(t)
	if err != nil {
		return err
	}
	if err := in.uses.put(t, numberKey(use), &h); err != nil {
		return err
	}
	if err := in.rows.put(t, h[:], &used[T]{use, v}); err != nil {
		return err
	}
	return in.forget(s, t)
}

func (in bounded[T]) forget(s *held, t tx) error {
	for {
		n, err := in.rows.counts(t)
		if err != nil || n.Rows <= s.limits.Expiring && (n.Bytes <= s.limits.ExpiringBytes || n.Rows == 1) {
			return err
		}
		oldest, err := in.uses.get(t, in.uses.first(t))
		if err != nil {
			return err
		}
		if err := in.remove(t, *oldest); err != nil {
			return err
		}
	}
}

// remove forgets a value; one that is not there is no error.
func (in bounded[T]) remove(t tx, h tenant.Hash) error {
	row, err := in.rows.get(t, h[:])
	if err != nil {
		return store.IgnoreMissing(err)
	}
	if err := in.uses.delete(t, numberKey(row.Use)); err != nil {
		return err
	}
	return in.rows.delete(t, h[:])
}

func (in bounded[T]) put(s *held, h tenant.Hash, v T) error {
	return s.update(func(t tx) error { return in.place(s, t, h, v) })
}

func (in bounded[T]) update(s *held, h tenant.Hash, change func(*T)) error {
	return s.update(func(t tx) error {
		row, err := in.rows.get(t, h[:])
		if err != nil {
			return err
		}
		change(&row.Value)
		return in.place(s, t, h, row.Value)
	})
}

// get is a use of the value: where many were used since, it is noted.
func (in bounded[T]) get(s *held, h tenant.Hash) (*T, error) {
	var row *used[T]
	stale := false
	err := s.view(func(t tx) (err error) {
		if row, err = in.rows.get(t, h[:]); err != nil {
			return err
		}
		next, err := in.uses.next(t)
		stale = next-row.Use > uint64(s.limits.Expiring/2)
		return err
	})
	if err == nil && stale {
		err = store.IgnoreMissing(in.update(s, h, func(*T) {}))
	}
	if err != nil {
		return nil, err
	}
	return &row.Value, nil
}

// each shows every value with its hash.
func (in bounded[T]) each(t tx, show func(h tenant.Hash, v *T) error) error {
	return in.rows.each(t, nil, func(key []byte, row *used[T]) error {
		var h tenant.Hash
		copy(h[:], key)
		return show(h, &row.Value)
	})
}
