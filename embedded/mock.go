// Package embedded is revokespec's own mock as a target: the only place where the harness and the mock meet, and that over HTTP.
package embedded

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// mock is revokespec's own mock: every scenario gets a fresh server of its own, over HTTP like any other.
type mock struct {
	dialect    string
	profiles   []string
	deviations []string
	watch      func(scenario string) mockserver.Option // may be nil
	looked     *deployment.Deployment                  // at one server, to know what all of them have
	describes  record.Deployment
	clientKey  string // of the private_key_jwt client: PEM
	requests   atomic.Int64
}

// Control guards nothing: the server is one scenario's, on loopback, and gone after it.
const Control = "embedded"

// Mock is the target for runs without a deployment. It speaks the dialect of the profiles, and breaks rules on purpose
// where deviations are named.
func Mock(ctx context.Context, profiles []string, deviations ...string) (suite.Target, error) {
	return newMock(ctx, &mock{profiles: profiles, deviations: deviations})
}

// Watched is Mock where each scenario's server, which breaks no rule, gets one more option: one that watches it.
func Watched(ctx context.Context, profiles []string, watch func(scenario string) mockserver.Option) (suite.Target, error) {
	return newMock(ctx, &mock{profiles: profiles, watch: watch})
}

func newMock(ctx context.Context, m *mock) (suite.Target, error) {
	m.dialect = estimate.Dialect(m.profiles)
	key, err := newClientKey()
	if err != nil {
		return nil, err
	}
	m.clientKey = key
	d, stop, err := m.start(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	m.looked, m.describes = d, suite.Describe(d, true)
	m.describes.Name, m.describes.Issuer = "revokespec's own mock, dialect "+m.dialect, "embedded"
	m.requests.Store(0)
	return m, nil
}

// quickAlgorithm is thirty times quicker to sign by than RS256. The servers sign by it, and so does the private_key_jwt client.
const quickAlgorithm = "ES256"

// newClientKey makes a key for it.
func newClientKey() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), err
}

// seed is the mock's own, but for that key.
func (m *mock) seed() mockserver.Seed {
	seed := mockserver.DefaultSeed(m.dialect)
	for i := range seed.Clients {
		if c := &seed.Clients[i]; c.PrivateKey != "" {
			c.PrivateKey = m.clientKey
		}
	}
	return seed
}

// start serves a fresh mock on a free port and opens it as a deployment.
func (m *mock) start(ctx context.Context, more ...mockserver.Option) (*deployment.Deployment, func(), error) {
	server := mockserver.New(append(more,
		mockserver.WithDialect(m.dialect), mockserver.WithSeed(m.seed()), mockserver.WithDeviations(m.deviations...),
		mockserver.WithDashboard("", ""), mockserver.WithControl(Control), mockserver.WithRecording(0),
		mockserver.WithSigningAlgorithm(quickAlgorithm),
	)...)
	if err := server.Err(); err != nil {
		return nil, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	web := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: mockserver.MaxHeaderBytes, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = web.Serve(listener) }() // always an error: that the server is closed
	described := File(server.Seed(), "http://"+listener.Addr().String(), m.dialect)
	described.Control = &file.ControlAPI{URL: described.Issuer, Token: Control}
	d, err := deployment.Open(ctx, described, deployment.Options{Ephemeral: true, Unshared: true, Profiles: m.profiles})
	if err != nil {
		return nil, nil, errors.Join(err, web.Close())
	}
	return d, func() {
		m.requests.Add(int64(d.Requests()))
		d.Close(context.WithoutCancel(ctx)) // closes connections; there is nothing to restore
		web.Close()
	}, nil
}

// Lease starts a server for the scenario; Release stops it.
func (m *mock) Lease(ctx context.Context, w deployment.Want) (*deployment.Lease, error) {
	var watching []mockserver.Option
	if m.watch != nil {
		watching = append(watching, m.watch(w.Scenario))
	}
	d, stop, err := m.start(ctx, watching...)
	if err != nil {
		return nil, fmt.Errorf("the embedded mock did not start: %w", err)
	}
	lease, err := d.Lease(ctx, w)
	if err != nil {
		stop()
		return nil, err
	}
	release := lease.Release
	lease.Release = func() {
		release()
		stop()
	}
	return lease, nil
}

func (m *mock) Missing(need string) string       { return m.looked.Missing(need) }
func (m *mock) Declared(need string) string      { return m.looked.Declared(need) }
func (m *mock) Tried(need string) bool           { return m.looked.Tried(need) }
func (m *mock) Describe() record.Deployment      { return m.describes }
func (m *mock) Requests() int                    { return int(m.requests.Load()) }
func (m *mock) Users() int                       { return 0 }
func (m *mock) Possible(w deployment.Want) error { return m.looked.Possible(w) }
func (m *mock) Pace() deployment.Pace            { return m.looked.Pace() }
func (m *mock) Close(context.Context) error      { return nil }

func (m *mock) Timings() map[string]session.Timing          { return nil }
func (m *mock) NoteTimings(map[string]session.Timing) error { return nil }
