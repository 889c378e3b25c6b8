package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
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
func examine(ctx context.Context, c goredis.UniversalClient) (map[string]string, error) {
	text, err := c.Info(ctx).Result()
	if err != nil {
		return nil, fmt.Errorf("does not answer: %w", err)
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

func tlsOf(host string) *tls.Config {
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
}
