package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// errAddress says what an address is like. It has no part of the one that is wrong, which may be a password.
var errAddress = errors.New("write it as redis://HOST:PORT, as redis://USER:PASSWORD@HOST:PORT/DATABASE, as rediss:// for TLS, or as unix:///PATH/OF/SOCKET; further nodes of a cluster as ?addr=HOST:PORT")

// parse reads the address of a server, or of nodes of a cluster.
func parse(address string) (*goredis.UniversalOptions, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errAddress
	}
	o := &goredis.UniversalOptions{MaxRetries: -1, ContextTimeoutEnabled: true, DialTimeout: patience, ReadTimeout: patience, WriteTimeout: patience, DialerRetries: 1,
		PoolSize: connections, DisableIdentity: true, MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}}
	if u.User != nil {
		o.Username = u.User.Username()
		o.Password, _ = u.User.Password()
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errAddress
	}
	database := strings.TrimPrefix(u.Path, "/")
	switch u.Scheme {
	case "rediss":
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12} // without a name: each server, also of a cluster, has its own
	case "redis":
	case "unix":
		o.Addrs, database = []string{u.Path}, query.Get("db")
		query.Del("db")
	default:
		return nil, errAddress
	}
	if u.Scheme != "unix" {
		o.Addrs = []string{hostPort(u.Host)}
		for _, further := range query["addr"] {
			o.Addrs = append(o.Addrs, hostPort(further))
		}
		query.Del("addr")
	}
	if database != "" {
		if o.DB, err = strconv.Atoi(database); err != nil || o.DB < 0 {
			return nil, fmt.Errorf("the database is a number, 0 unless it is said; %w", errAddress)
		}
	}
	if len(query) > 0 || slices.Contains(o.Addrs, "") || u.Fragment != "" {
		return nil, errAddress
	}
	return o, nil
}

// connections are how many a process has, at most, to each server.
const connections = 64

// hostPort is a host with its port, 6379 unless it is said; empty for what is none.
func hostPort(address string) string {
	if host, port, err := net.SplitHostPort(address); err == nil && host != "" && port != "" {
		return address
	}
	u, err := url.Parse("//" + address)
	if err != nil || u.Hostname() == "" || u.Port() != "" {
		return ""
	}
	return net.JoinHostPort(u.Hostname(), "6379")
}

// Open opens a server, or a cluster by some of its nodes. The error names no part of the address but hosts.
func Open(ctx context.Context, address string) (*Server, error) {
	quiet()
	o, err := parse(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	for _, one := range o.Addrs {
		var s *Server
		if s, err = open(ctx, *o, one); err == nil {
			return s, nil
		}
		err = fmt.Errorf("%s %w", one, err)
	}
	return nil, err
}

// quiet keeps the client from writing to standard error what its errors tell as well: its logger is one for the whole process.
var quiet = sync.OnceFunc(func() { goredis.SetLogger(silence{}) })

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// open opens what answers at one of the addresses.
func open(ctx context.Context, o goredis.UniversalOptions, address string) (*Server, error) {
	all := o.Addrs
	o.Addrs = []string{address}
	c := goredis.UniversalClient(goredis.NewClient(o.Simple()))
	facts, err := examine(ctx, c, o.TLSConfig != nil)
	if err == nil && facts["cluster_enabled"] == "1" {
		o.Addrs = all
		err = c.Close()
		c = goredis.NewClusterClient(o.Cluster())
	}
	if err == nil {
		err = load(ctx, c)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &Server{client: c, patience: patience}, nil
}
