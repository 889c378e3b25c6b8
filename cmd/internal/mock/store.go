package mock

import (
	"errors"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

// storeOf is where a tenant is kept, by its name; nil means in memory.
type storeOf func(tenant string) (mockserver.Store, error)

var errStore = errors.New("--store: write it as file:PATH, such as file:state.db, or as redis://HOST:PORT")

// openStore opens what --store names, until done is called. Where it names nothing, tenants are kept in memory.
func (f settings) openStore() (kept storeOf, done func() error, err error) {
	kind, rest, _ := strings.Cut(f.store, ":")
	switch {
	case f.store == "":
		return func(string) (mockserver.Store, error) { return nil, nil }, func() error { return nil }, nil //nolint:nilnil // in memory
	case rest == "":
	case kind == "file":
		state, err := filestore.Open(rest)
		if err != nil {
			return nil, nil, fmt.Errorf("--store: %w", err)
		}
		return tenantsOf(state.Tenant), state.Close, nil
	case kind == "redis", kind == "rediss", kind == "unix":
		state, err := redisstore.Open(f.store)
		if err != nil {
			return nil, nil, fmt.Errorf("--store: %w", err)
		}
		return tenantsOf(state.Tenant), state.Close, nil
	}
	return nil, nil, errStore
}

func tenantsOf(open storeOf) storeOf {
	return func(tenant string) (mockserver.Store, error) {
		kept, err := open(tenant)
		if err != nil {
			return nil, fmt.Errorf("--store: %w", err)
		}
		return kept, nil
	}
}
