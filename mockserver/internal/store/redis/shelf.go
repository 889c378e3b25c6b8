package redis

import (
	"context"
	"fmt"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// keeping is what becomes of what is more than a shelf has room for.
type keeping string

const (
	refusing   keeping = "refuse" // it is refused, in order of arrival
	forgetting keeping = "forget" // what was not used for longest goes
	lasting    keeping = "until"  // what is past goes; the rest is refused
)

// shelf is where values of one type are kept, by key, which script shelf.lua knows: five keys in the tenant's slot.
type shelf[T any] struct {
	name    string
	keeping keeping
	most    func(store.Limits) (rows, bytes int)
	names   func(*T) []name // that lead to it, besides its key
}

// unlimited is what no shelf has, of rows or bytes.
const unlimited = 1 << 40

// name leads to values: of some kind, which is a letter, and a text.
type name string

func named(kind byte, text string) name { return name(string(kind) + keyOf(text)) }

// keyOf is the key of what is known by a text, however long it is.
func keyOf(id string) string { return textOf(tenant.HashOf(id)) }

func textOf(h tenant.Hash) string {
	text, _ := h.MarshalText() // it always can be
	return string(text)
}

// row is a value as it was read, and its version.
type row[T any] struct {
	key, version string
	value        T
}

func (in shelf[T]) keys(k keys) (five []string) {
	for _, part := range []string{"", ":order", ":names", ":named", ":meta"} {
		five = append(five, k.of(in.name+part))
	}
	return five
}

func (in shelf[T]) decode(key, text string) (*row[T], error) {
	if len(text) < versionBytes {
		return nil, fmt.Errorf("redis: a row of the %s is no row", in.name)
	}
	r := &row[T]{key: key, version: text[:versionBytes]}
	return r, codec.Decode([]byte(text[versionBytes:]), &r.value)
}

// get is the value of that key, or store.ErrNotFound.
func (in shelf[T]) get(ctx context.Context, s *held, key string) (*row[T], error) {
	var found interface{ Text() (string, error) }
	err := s.run(ctx, func(k keys, p goredis.Pipeliner) {
		if in.keeping == forgetting {
			rows, _ := in.most(s.limits)
			found = onShelfEvenFull.EvalSha(ctx, p, in.keys(k), "use", key, rows/2)
			return
		}
		found = textCmd{p.HGet(ctx, k.of(in.name), key)}
	})
	if err != nil {
		return nil, err
	}
	text, err := found.Text()
	if ignoreNothing(err) == nil && err != nil {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return in.decode(key, text)
}

type textCmd struct{ *goredis.StringCmd }

func (c textCmd) Text() (string, error) { return c.Result() }

// list is all values in their order, or those of a name in any.
func (in shelf[T]) list(ctx context.Context, s *held, of name) (all []*row[T], err error) {
	var found *goredis.Cmd
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
		found = onShelf.EvalSha(ctx, p, in.keys(k), "list", string(of))
	})
	if err != nil {
		return nil, err
	}
	texts, err := found.StringSlice()
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(texts); i += 2 {
		r, err := in.decode(texts[i], texts[i+1])
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// What is to be replaced, instead of a version.
const (
	nothing  = ""
	whatever = "*"
)

// span is how long a new value is kept: until when, and as of which time. The zero span is that of what is kept otherwise, or as long as before.
type span struct{ until, now time.Time }

func (s span) numbers() (until, now any) {
	if s == (span{}) {
		return "", ""
	}
	return s.until.UnixMilli(), s.now.UnixMilli()
}

// put keeps a value in place of the expected version. It is changed where there is another; an error is store.ErrExists, ErrNotFound or
// ErrFull.
func (in shelf[T]) put(ctx context.Context, s *held, key, expected string, v *T, kept span) (changed bool, err error) {
	data, err := codec.Encode(v)
	if err != nil {
		return false, err
	}
	var names []string
	if in.names != nil {
		for _, n := range in.names(v) {
			names = append(names, string(n))
		}
	}
	rows, bytes := unlimited, unlimited
	if in.most != nil {
		rows, bytes = in.most(s.limits)
	}
	script := onShelf
	if expected != nothing && expected != whatever {
		script = onShelfEvenFull
	}
	until, now := kept.numbers()
	text := newVersion() + string(data)
	var outcome *goredis.Cmd
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
		outcome = script.EvalSha(ctx, p, in.keys(k), "put", key, expected, text, strings.Join(names, " "), string(in.keeping),
			rows, bytes, until, now)
	})
	if err != nil {
		return false, err
	}
	return outcomeOf(outcome)
}

// outcomeOf is what a script says has become of a change.
func outcomeOf(c *goredis.Cmd) (changed bool, err error) {
	text, err := c.Text()
	switch {
	case err != nil:
		return false, err
	case text == "changed":
		return true, nil
	case text == "exists":
		return false, store.ErrExists
	case text == "missing":
		return false, store.ErrNotFound
	case text == "full":
		return false, store.ErrFull
	}
	return false, nil
}

// update keeps what a change makes of a value, which may be run again. On its error nothing has changed.
func (in shelf[T]) update(ctx context.Context, s *held, key string, change func(*T) error) (kept *T, err error) {
	err = s.retry(ctx, in.name+key, func(s *held) (bool, error) {
		r, err := in.get(ctx, s, key)
		if err != nil {
			return false, err
		}
		if err := change(&r.value); err != nil {
			return false, err
		}
		kept = &r.value
		changed, err := in.put(ctx, s, key, r.version, kept, span{})
		return !changed, err
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// drop forgets a value, or is store.ErrNotFound.
func (in shelf[T]) drop(ctx context.Context, s *held, key string) error {
	var outcome *goredis.Cmd
	err := s.run(ctx, func(k keys, p goredis.Pipeliner) { outcome = onShelf.EvalSha(ctx, p, in.keys(k), "drop", key) })
	if err != nil {
		return err
	}
	_, err = outcomeOf(outcome)
	return err
}
