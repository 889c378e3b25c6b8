// Package file keeps tenants in a file, which outlives the process: as store.Store wants it, every change a transaction that is on the disk
// before anybody is told of it. A process that is killed at any moment leaves the file as it was after some transaction.
//
// The file is one of bbolt's. What is in it is written by package codec, each record with a checksum; keys are hashes, numbers and times. Of a token
// there is its hash. Secrets of applications, which the Management API shows, and the seed with its passwords are in it as they are: it is readable
// for its owner alone.
package file

import (
	"bytes"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// File keeps tenants, for one process at a time.
type File struct{ db *bolt.DB }

// Close lets another process have the file. Whoever asks for something afterwards is told an error.
func (f *File) Close() error { return f.db.Close() }

// Unsynced has changes told before they are on the disk. They outlive the process, but not the machine's end. It is for tests that make many, and
// is called before any.
func (f *File) Unsynced() *File {
	f.db.NoSync, f.db.NoGrowSync, f.db.MaxBatchSize = true, true, 1 // with nothing to wait for
	return f
}

// tenants is the bucket that has one for each tenant.
var tenants = []byte("tenants")

// Tenant is the store of the tenant of that name, which may be empty. It is there from then on.
func (f *File) Tenant(name string) (store.Store, error) {
	return f.TenantWithin(name, store.DefaultLimits())
}

// TenantWithin is Tenant with other limits.
func (f *File) TenantWithin(name string, l store.Limits) (store.Store, error) {
	s := &held{db: f.db, name: []byte("tenant " + name), limits: l}
	err := f.db.Update(func(b *bolt.Tx) error {
		if b.Bucket(tenants).Bucket(s.name) != nil {
			return nil
		}
		return s.found(b)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Forget forgets the tenant of that name, if there is one.
func (f *File) Forget(name string) error {
	return f.db.Update(func(b *bolt.Tx) error { return deleteBucket(b.Bucket(tenants), []byte("tenant "+name)) })
}

// held is a store.Store of one tenant.
type held struct {
	db     *bolt.DB
	name   []byte
	limits store.Limits
}

var _ store.Store = (*held)(nil)

// found makes an empty tenant, with a key of its own.
func (s *held) found(b *bolt.Tx) error {
	root, err := b.Bucket(tenants).CreateBucket(s.name)
	if err != nil {
		return err
	}
	_, key := tenant.NewSecret("")
	return keys.put(tx{root}, nil, &key)
}

func deleteBucket(in *bolt.Bucket, name []byte) error {
	if in.Bucket(name) == nil {
		return nil
	}
	return in.DeleteBucket(name)
}

// tx is a transaction on one tenant.
type tx struct{ root *bolt.Bucket }

// view looks at the tenant as it was after some transaction.
func (s *held) view(look func(tx) error) error {
	return s.db.View(func(b *bolt.Tx) error { return look(tx{b.Bucket(tenants).Bucket(s.name)}) })
}

// update makes a change, which may be run again: together with those of others who ask at once. On its error nothing has changed.
func (s *held) update(change func(tx) error) error {
	return s.db.Batch(func(b *bolt.Tx) error { return change(tx{b.Bucket(tenants).Bucket(s.name)}) })
}

// togetherWithin is for how long a change waits for others to be written together with it.
const togetherWithin = 200 * time.Microsecond

// timeKeyBytes is how long a timeKey is.
const timeKeyBytes = 16

// timeKey orders by time.
func timeKey(t time.Time) []byte {
	return numberKey(uint64(t.Unix())^1<<63, uint64(t.Nanosecond()))
}

// past says whether a timeKey is of a time before now.
func past(key []byte, now time.Time) bool { return bytes.Compare(key, timeKey(now)) < 0 }
