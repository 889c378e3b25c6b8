package file

import (
	"context"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// lasting keeps what decides whether something is good, until a time: it is never forgotten before.
type lasting[T any] struct {
	rows  shelf[T]        // by keyOf
	until shelf[struct{}] // by timeKey, and the key
}

func lastingOf[T any](name string) lasting[T] {
	return lasting[T]{shelf[T]{name}, shelf[struct{}]{name + " by end"}}
}

// forgetAtOnce is how much of what is past goes when something is put, at most, while there is room.
const forgetAtOnce = 4

// put keeps a value until then; store.ErrFull where there are so many already that are not past.
func (in lasting[T]) put(t tx, id string, v *T, until, now time.Time, most int) error {
	full := func() (bool, error) {
		n, err := in.rows.counts(t)
		return n.Rows >= most, err
	}
	for gone := 0; ; gone++ {
		key := in.until.first(t)
		tight, err := full()
		if err != nil {
			return err
		}
		if key == nil || !past(key, now) || gone >= forgetAtOnce && !tight {
			break
		}
		if err := in.rows.delete(t, key[timeKeyBytes:]); err != nil {
			return err
		}
		if err := in.until.delete(t, key); err != nil {
			return err
		}
	}
	if tight, err := full(); err != nil {
		return err
	} else if tight {
		return store.ErrFull
	}
	if err := in.until.put(t, append(timeKey(until), keyOf(id)...), &struct{}{}); err != nil {
		return err
	}
	return in.rows.put(t, keyOf(id), v)
}

var (
	accessTokens = lastingOf[tenant.AccessToken]("access tokens")
	once         = lastingOf[time.Time]("once")
)

// PutAccessToken is as in store.Expiring; so are all of these.
func (s *held) PutAccessToken(_ context.Context, a tenant.AccessToken) error {
	return s.update(func(t tx) error {
		return accessTokens.put(t, a.ID, &a, a.ExpiresAt, a.IssuedAt, s.limits.AccessTokens)
	})
}

func (s *held) AccessToken(_ context.Context, id string) (found *tenant.AccessToken, err error) {
	err = s.view(func(t tx) error {
		found, err = accessTokens.rows.get(t, keyOf(id))
		return err
	})
	return found, err
}

func (s *held) UpdateAccessToken(_ context.Context, id string, change func(*tenant.AccessToken)) error {
	return s.update(func(t tx) error {
		a, err := accessTokens.rows.get(t, keyOf(id))
		if err != nil {
			return err
		}
		change(a)
		return accessTokens.rows.put(t, keyOf(id), a)
	})
}

func (s *held) Once(_ context.Context, name string, until, now time.Time) (fresh bool, err error) {
	err = s.update(func(t tx) error {
		fresh = false
		if _, err := once.rows.get(t, keyOf(name)); store.IgnoreMissing(err) != nil || err == nil {
			return err
		}
		fresh = true
		return once.put(t, name, &until, until, now, s.limits.Once)
	})
	return fresh && err == nil, err
}
