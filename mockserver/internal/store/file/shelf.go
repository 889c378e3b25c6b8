package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// shelf is where records of one type are kept, in the order of their keys.
type shelf[T any] struct{ name string }

// counts are how many records a shelf has, and how many bytes they take.
type counts struct{ Rows, Bytes int }

var counted = shelf[counts]{"counts"}

// errDamaged is what a record is that is not what was written.
var errDamaged = errors.New("a record is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealed is a record as it is written: with a checksum of it and of its key.
func sealed(key, data []byte) []byte {
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, data)
	return append(binary.BigEndian.AppendUint32(nil, sum), data...)
}

// opened is what was sealed; errDamaged where that is not what was written.
func opened(key, record []byte) ([]byte, error) {
	if len(record) < crc32.Size {
		return nil, errDamaged
	}
	data := record[crc32.Size:]
	if binary.BigEndian.Uint32(record) != crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, data) {
		return nil, errDamaged
	}
	return data, nil
}

// theOnly is the key of a shelf's only record.
var theOnly = []byte("the only")

func keyOr(key []byte) []byte {
	if key == nil {
		return theOnly
	}
	return key
}

// get is the record of that key, or of a shelf that has one only, for nil; store.ErrNotFound.
func (s shelf[T]) get(t tx, key []byte) (*T, error) {
	key = keyOr(key)
	bucket := t.root.Bucket([]byte(s.name))
	if bucket == nil {
		return nil, store.ErrNotFound
	}
	record := bucket.Get(key)
	if record == nil {
		return nil, store.ErrNotFound
	}
	return s.read(key, record)
}

func (s shelf[T]) read(key, record []byte) (*T, error) {
	data, err := opened(key, record)
	if err != nil {
		return nil, err
	}
	var v T
	return &v, codec.Decode(data, &v)
}

// put keeps a record in place of the one that is there.
func (s shelf[T]) put(t tx, key []byte, v *T) error {
	key = keyOr(key)
	data, err := codec.Encode(v)
	if err != nil {
		return err
	}
	bucket, err := t.root.CreateBucketIfNotExists([]byte(s.name))
	if err != nil {
		return err
	}
	before, record := bucket.Get(key), sealed(key, data)
	change := counts{Bytes: len(record) - len(before)}
	if before == nil {
		change.Rows = 1
	}
	if err := bucket.Put(key, record); err != nil {
		return err
	}
	return s.count(t, change)
}

// delete forgets a record; one that is not there is no error.
func (s shelf[T]) delete(t tx, key []byte) error {
	bucket := t.root.Bucket([]byte(s.name))
	if bucket == nil {
		return nil
	}
	before := bucket.Get(key)
	if before == nil {
		return nil
	}
	change := counts{Rows: -1, Bytes: -len(before)}
	if err := bucket.Delete(key); err != nil {
		return err
	}
	return s.count(t, change)
}

func (s shelf[T]) count(t tx, change counts) error {
	if s.name == counted.name || change == (counts{}) {
		return nil
	}
	now, err := s.counts(t)
	if err != nil {
		return err
	}
	return counted.put(t, []byte(s.name), &counts{now.Rows + change.Rows, now.Bytes + change.Bytes})
}

// counts are those of the shelf.
func (s shelf[T]) counts(t tx) (counts, error) {
	c, err := counted.get(t, []byte(s.name))
	if err != nil {
		return counts{}, store.IgnoreMissing(err)
	}
	return *c, nil
}

// next is a number above those of all records that are there.
func (s shelf[T]) next(t tx) (uint64, error) {
	bucket := t.root.Bucket([]byte(s.name))
	if bucket == nil {
		return 1, nil
	}
	last, _ := bucket.Cursor().Last()
	if last == nil {
		return 1, nil
	}
	if len(last) != 8 {
		return 0, errDamaged
	}
	return binary.BigEndian.Uint64(last) + 1, nil
}

// first is the key of the first record; nil where there is none.
func (s shelf[T]) first(t tx) []byte {
	bucket := t.root.Bucket([]byte(s.name))
	if bucket == nil {
		return nil
	}
	key, _ := bucket.Cursor().First()
	return bytes.Clone(key)
}

// errEnough ends a walk.
var errEnough = errors.New("enough")

// each shows the records whose keys begin with that prefix, in order, until errEnough.
func (s shelf[T]) each(t tx, prefix []byte, show func(key []byte, v *T) error) error {
	bucket := t.root.Bucket([]byte(s.name))
	if bucket == nil {
		return nil
	}
	err := walk(bucket, prefix, func(key, record []byte) error {
		v, err := s.read(key, record)
		if err != nil {
			return err
		}
		return show(key, v)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// walk shows what begins with a prefix. What is shown must not be changed meanwhile.
func walk(bucket *bolt.Bucket, prefix []byte, show func(key, record []byte) error) error {
	cursor := bucket.Cursor()
	for key, record := cursor.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, record = cursor.Next() {
		if err := show(key, record); err != nil {
			return err
		}
	}
	return nil
}

// list is all records of the shelf.
func (s shelf[T]) list(t tx) (all []*T, err error) {
	err = s.each(t, nil, func(_ []byte, v *T) error {
		all = append(all, v)
		return nil
	})
	return all, err
}

// keyOf is the key of what is known by a text, however long it is.
func keyOf(id string) []byte {
	h := tenant.HashOf(id)
	return h[:]
}

// numberKey orders by numbers.
func numberKey(numbers ...uint64) (key []byte) {
	for _, n := range numbers {
		key = binary.BigEndian.AppendUint64(key, n)
	}
	return key
}
