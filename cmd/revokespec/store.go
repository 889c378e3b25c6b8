package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
)

// openStore opens what --store names, until done is called; the store is nil, which means in memory, where it names nothing.
func (f mockFlags) openStore() (kept mockserver.Store, done func() error, err error) {
	if f.store == "" {
		return nil, func() error { return nil }, nil
	}
	path, isFile := strings.CutPrefix(f.store, "file:")
	if !isFile || path == "" {
		return nil, nil, errors.New("--store: write it as file:PATH, such as file:state.db")
	}
	state, err := filestore.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("--store: %w", err)
	}
	kept, err = state.Tenant("")
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("--store: %w", err), state.Close())
	}
	return kept, state.Close, nil
}
