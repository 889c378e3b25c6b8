// Package filestore keeps the tenants of mock servers in a file, which outlives the process:
//
//	state, err := filestore.Open("state.db")
//	...
//	defer state.Close()
//	tenant, err := state.Tenant("")
//	...
//	server := mockserver.New(mockserver.WithStore(tenant))
//
// A change is on the disk before anybody is told of it. It is a package of its own so that nobody else needs the database that is beneath it.
package filestore

import "github.com/revokespec/revokespec/mockserver/internal/store/file"

// File keeps tenants, each a mockserver.Store under a name, for one process at a time.
type File = file.File

// What is wrong with a file that Open refuses, and leaves as it is.
var (
	ErrInUse   = file.ErrInUse   // by another process
	ErrForeign = file.ErrForeign // it is something else
	ErrDamaged = file.ErrDamaged
	ErrNewer   = file.ErrNewer // a later version has written it
)

// Open opens a file, or makes it, readable for its owner alone, where there is none. The error is one line that names the file and the remedy.
func Open(path string) (*File, error) { return file.Open(path) }
