package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
)

// storeOf is where a tenant is kept, by its name; nil means in memory.
type storeOf func(tenant string) (mockserver.Store, error)

// openStore opens what --store names, until done is called. Where it names nothing, tenants are kept in memory.
func (f mockFlags) openStore() (kept storeOf, done func() error, err error) {
	if f.store == "" {
		return func(string) (mockserver.Store, error) { return nil, nil }, func() error { return nil }, nil //nolint:nilnil // in memory
	}
	path, isFile := strings.CutPrefix(f.store, "file:")
	if !isFile || path == "" {
		return nil, nil, errors.New("--store: write it as file:PATH, such as file:state.db")
	}
	state, err := filestore.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("--store: %w", err)
	}
	return func(tenant string) (mockserver.Store, error) {
		kept, err := state.Tenant(tenant)
		if err != nil {
			return nil, fmt.Errorf("--store: %w", err)
		}
		return kept, nil
	}, state.Close, nil
}
