package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// What is wrong with a server that is no place for a tenant.
var (
	ErrOld    = errors.New("is older than Redis 7, whose scripts this needs; take a newer one, or Valkey")
	ErrEvicts = errors.New("forgets keys when its memory is full (maxmemory-policy); set it to noeviction, or what was revoked may be forgotten")
)

// oldest is the least version of Redis. Valkey says that it is 7.2 of it.
const oldest = 7

// examine sees whether a server answers, and can be relied on, and returns what it says of itself.
func examine(ctx context.Context, c goredis.UniversalClient, encrypted bool) (map[string]string, error) {
	text, err := c.Info(ctx).Result()
	if err != nil {
		return nil, fmt.Errorf("does not answer (%w); start Redis there, or correct the address", cause(err, encrypted))
	}
	facts := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		facts[name] = value
	}
	major, _, _ := strings.Cut(facts["redis_version"], ".")
	if n, err := strconv.Atoi(major); err != nil || n < oldest {
		return nil, ErrOld
	}
	if policy := facts["maxmemory_policy"]; facts["maxmemory"] != "0" && strings.HasPrefix(policy, "allkeys") {
		return nil, ErrEvicts
	}
	return facts, nil
}

// cause is what is wrong with a connection, without the address, which is said already, and the name of a system call.
func cause(err error, encrypted bool) error {
	var call *os.SyscallError
	var op *net.OpError
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown):
		return errors.New(unknown.Err)
	case errors.As(err, &call):
		return call.Err
	case errors.As(err, &op):
		return op.Err
	case errors.Is(err, io.EOF): // as Redis answers who does not begin with TLS where it is to
		return errors.New("the connection was closed; does it speak TLS? then write rediss://")
	case errors.Is(err, context.DeadlineExceeded) && encrypted: // it takes the beginning of TLS for a command that is not over
		return errors.New("no answer in time; does it speak no TLS? then write redis://")
	}
	return err
}
