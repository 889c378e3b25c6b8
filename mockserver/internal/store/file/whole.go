package file

import (
	"bytes"
	"errors"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
)

// formatName is the bucket that says what the file is: a record of that key has the version of its encoding.
var (
	formatName = []byte("format")
	formatKey  = []byte("revokespec mock")
)

// format makes an empty file one of ours, and leaves one of ours as it is.
func format(b *bolt.Tx) error {
	if b.Bucket(formatName) != nil {
		return nil
	}
	says, err := b.CreateBucket(formatName)
	if err != nil {
		return err
	}
	if err := says.Put(formatKey, sealed(formatKey, strconv.AppendInt(nil, codec.Version, 10))); err != nil {
		return err
	}
	_, err = b.CreateBucket(tenants)
	return err
}

// everything sees that the file is one of ours, and that each record of it is what was written. An error is ErrForeign, ErrNewer or ErrDamaged.
func everything(b *bolt.Tx) error {
	if key, _ := b.Cursor().First(); key == nil {
		return nil // begun, and no more
	}
	says := b.Bucket(formatName)
	if says == nil {
		return ErrForeign
	}
	text, err := opened(formatKey, says.Get(formatKey))
	if err != nil {
		return ErrDamaged
	}
	if version, err := strconv.Atoi(string(text)); err != nil || version < 1 {
		return ErrDamaged
	} else if version > codec.Version {
		return ErrNewer
	}
	all := b.Bucket(tenants)
	if all == nil {
		return ErrDamaged
	}
	return all.ForEach(func(name, value []byte) error {
		if value != nil {
			return ErrDamaged
		}
		return tenantIsWhole(tx{all.Bucket(name)})
	})
}

// reader is a shelf of any type.
type reader interface {
	says() string
	understand(key, record []byte) error
	counts(tx) (counts, error)
}

func (s shelf[T]) says() string { return s.name }

func (s shelf[T]) understand(key, record []byte) error {
	_, err := s.read(key, record)
	return err
}

// readers are all shelves that a tenant may have.
func readers() []reader {
	out := []reader{counted, settings, beginnings, aheads, keys, events, latest, grants, ages, owned, current, tokens, issued}
	out = append(out, clients.readers()...)
	out = append(out, users.readers()...)
	out = append(out, audiences.readers()...)
	out = append(out, roles.readers()...)
	out = append(out, publicKeys.readers()...)
	out = append(out, codes.readers()...)
	out = append(out, sessions.readers()...)
	out = append(out, devices.readers()...)
	out = append(out, accessTokens.readers()...)
	return append(out, once.readers()...)
}

func (in table[T]) readers() []reader   { return []reader{in.rows, in.ids} }
func (in bounded[T]) readers() []reader { return []reader{in.rows, in.uses} }
func (in lasting[T]) readers() []reader { return []reader{in.rows, in.until} }

// tenantIsWhole sees that each record of a tenant is what was written, and that none is gone.
func tenantIsWhole(t tx) error {
	known := 0
	for _, s := range readers() {
		bucket := t.root.Bucket([]byte(s.says()))
		if bucket != nil {
			known++
		}
		n, err := recordsOf(s, bucket)
		if err != nil {
			return err
		}
		if want, err := s.counts(t); err != nil || s.says() != counted.name && n != want {
			return ErrDamaged
		}
	}
	return t.root.ForEach(func(_, _ []byte) error {
		if known--; known < 0 {
			return ErrDamaged // a shelf that there is none of
		}
		return nil
	})
}

func recordsOf(s reader, bucket *bolt.Bucket) (n counts, err error) {
	if bucket == nil {
		return n, nil
	}
	err = bucket.ForEach(func(key, record []byte) error {
		n.Rows, n.Bytes = n.Rows+1, n.Bytes+len(record)
		switch err := s.understand(key, record); {
		case errors.Is(err, errDamaged), bytes.Equal(record, nil):
			return ErrDamaged
		case err != nil:
			return ErrNewer // whole, and not understood
		}
		return nil
	})
	return n, err
}
