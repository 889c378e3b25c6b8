package file

import (
	"github.com/revokespec/revokespec/mockserver/internal/store"
)

// table keeps entities in order of arrival, each under an identifier.
type table[T any] struct {
	rows shelf[T]      // by number
	ids  shelf[uint64] // the numbers, by identifier
}

func tableOf[T any](name string) table[T] {
	return table[T]{shelf[T]{name}, shelf[uint64]{name + " by id"}}
}

func (in table[T]) get(s *held, id string) (found *T, err error) {
	err = s.view(func(t tx) error {
		_, found, err = in.find(t, id)
		return err
	})
	return found, err
}

// find is an entity and its key.
func (in table[T]) find(t tx, id string) ([]byte, *T, error) {
	number, err := in.ids.get(t, keyOf(id))
	if err != nil {
		return nil, nil, err
	}
	key := numberKey(*number)
	v, err := in.rows.get(t, key)
	return key, v, err
}

func (in table[T]) all(s *held) (all []*T, err error) {
	err = s.view(func(t tx) error {
		all, err = in.rows.list(t)
		return err
	})
	return all, err
}

func (in table[T]) add(s *held, id string, v T) error {
	return s.update(func(t tx) error {
		if _, err := in.ids.get(t, keyOf(id)); err == nil {
			return store.ErrExists
		} else if err := store.IgnoreMissing(err); err != nil {
			return err
		}
		number, err := in.rows.next(t)
		if err != nil {
			return err
		}
		if err := in.ids.put(t, keyOf(id), &number); err != nil {
			return err
		}
		return in.fill(s, t, numberKey(number), &v)
	})
}

// fill keeps an entity where there is room for it. What is less than it was always fits.
func (in table[T]) fill(s *held, t tx, key []byte, v *T) error {
	before, err := in.rows.counts(t)
	if err != nil {
		return err
	}
	if err := in.rows.put(t, key, v); err != nil {
		return err
	}
	after, err := in.rows.counts(t)
	if err == nil && after.Bytes > before.Bytes && (after.Rows > s.limits.Entities || after.Bytes > s.limits.EntityBytes) {
		return store.ErrFull
	}
	return err
}

func (in table[T]) update(s *held, id string, change func(*T) error) (changed *T, err error) {
	err = s.update(func(t tx) error {
		key, v, err := in.find(t, id)
		if err != nil {
			return err
		}
		if err := change(v); err != nil {
			return err
		}
		if err := in.fill(s, t, key, v); err != nil {
			return err
		}
		changed, err = in.rows.get(t, key) // what change was given, it may keep
		return err
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func (in table[T]) remove(s *held, id string) error {
	return s.update(func(t tx) error {
		key, _, err := in.find(t, id)
		if err != nil {
			return err
		}
		if err := in.ids.delete(t, keyOf(id)); err != nil {
			return err
		}
		return in.rows.delete(t, key)
	})
}
