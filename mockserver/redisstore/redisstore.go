// Package redisstore keeps the tenants of mock servers in a Redis or Valkey server, or a cluster, which any number of processes share:
//
//	state, err := redisstore.Open("redis://127.0.0.1:6379")
//	...
//	defer state.Close()
//	tenant, err := state.Tenant("")
//	...
//	server := mockserver.New(mockserver.WithStore(tenant))
//
// Servers of one tenant are its nodes, wherever they run. It is a package of its own so that nobody else needs the client that is beneath it.
package redisstore

import (
	"context"

	"github.com/revokespec/revokespec/mockserver/internal/store/redis"
)

// Server keeps tenants, each a mockserver.Store under a name, for many processes at a time.
type Server = redis.Server

// What is wrong with a server that Open refuses.
var (
	ErrOld    = redis.ErrOld    // before Redis 7
	ErrEvicts = redis.ErrEvicts // it forgets keys when it is full
)

// ErrNewer is what mockserver.Server.Err tells of a tenant that another version has written.
var ErrNewer = redis.ErrNewer

// Open opens a server by its address, such as redis://USER:PASSWORD@HOST:PORT/DATABASE, rediss:// for TLS, or unix:///PATH/OF/SOCKET. A
// server that is one of a cluster stands for all of it; further ones, to be asked where it does not answer, are as in ?addr=HOST:PORT. The error is one line
// that names the host and the remedy, and no password.
func Open(address string) (*Server, error) { return redis.Open(context.Background(), address) }
