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
	"slices"
	"sync"

	"github.com/revokespec/revokespec/deployment"
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
	seed       mockserver.Option

	mu     sync.Mutex
	places []*place // all that are open
	free   []*place // where no scenario's server stands
	sent   int      // to those that are closed
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
	m.seed = mockserver.WithSeed(seedWith(key, m.dialect))
	d, leave, err := m.start(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	m.looked, m.describes = d, suite.Describe(d, true)
	m.describes.Name, m.describes.Issuer = "revokespec's own mock, dialect "+m.dialect, "embedded"
	return m, nil
}

// quickestAlgorithm is what the servers sign their tokens by, which nobody but they themselves looks into: by ES256 it would take a
// tenth of a run.
const quickestAlgorithm = "HS256"

// newClientKey makes a key of the private_key_jwt client, by which signing is thirty times quicker than by RSA.
func newClientKey() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), err
}

// seedWith is the mock's own, but for the client's key.
func seedWith(key, dialect string) mockserver.Seed {
	seed := mockserver.DefaultSeed(dialect)
	for i := range seed.Clients {
		if c := &seed.Clients[i]; c.PrivateKey != "" {
			c.PrivateKey = key
		}
	}
	seed.Dialect = dialect
	return seed
}

// start has a fresh mock stand at a free place, as a deployment that nothing was done at, until it leaves.
func (m *mock) start(ctx context.Context, more ...mockserver.Option) (d *deployment.Deployment, leave func(), err error) {
	server := mockserver.New(append(more,
		m.seed, mockserver.WithDeviations(m.deviations...),
		mockserver.WithDashboard("", ""), mockserver.WithControl(Control), mockserver.WithRecording(0),
		mockserver.WithSigningAlgorithm(quickestAlgorithm),
	)...)
	if err := server.Err(); err != nil {
		return nil, nil, err
	}
	p, err := m.placeFor(ctx, server)
	if err != nil {
		return nil, nil, err
	}
	return p.opened.Anew(), func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if slices.Contains(m.places, p) {
			m.free = append(m.free, p)
		}
	}, nil
}

// placeFor has a server stand at a free place, or at a new one.
func (m *mock) placeFor(ctx context.Context, server *mockserver.Server) (*place, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last := len(m.free) - 1; last >= 0 {
		p := m.free[last]
		m.free = m.free[:last]
		p.server.Store(server)
		return p, nil
	}
	p, err := newPlace(ctx, server, m)
	if err == nil {
		m.places = append(m.places, p)
	}
	return p, err
}

// Lease starts a server for the scenario; Release ends it.
func (m *mock) Lease(ctx context.Context, w deployment.Want) (*deployment.Lease, error) {
	var watching []mockserver.Option
	if m.watch != nil {
		watching = append(watching, m.watch(w.Scenario))
	}
	d, leave, err := m.start(ctx, watching...)
	if err != nil {
		return nil, fmt.Errorf("the embedded mock did not start: %w", err)
	}
	lease, err := d.Lease(ctx, w)
	if err != nil {
		leave()
		return nil, err
	}
	release := lease.Release
	lease.Release = sync.OnceFunc(func() {
		release()
		leave()
	})
	return lease, nil
}

func (m *mock) Missing(need string) string       { return m.looked.Missing(need) }
func (m *mock) Declared(need string) string      { return m.looked.Declared(need) }
func (m *mock) Tried(need string) bool           { return m.looked.Tried(need) }
func (m *mock) Describe() record.Deployment      { return m.describes }
func (m *mock) Users() int                       { return 0 }
func (m *mock) Possible(w deployment.Want) error { return m.looked.Possible(w) }
func (m *mock) Pace() deployment.Pace            { return m.looked.Pace() }

func (m *mock) Timings() map[string]session.Timing          { return nil }
func (m *mock) NoteTimings(map[string]session.Timing) error { return nil }

// Requests counts those that made the places ready as well.
func (m *mock) Requests() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	sent := m.sent
	for _, p := range m.places {
		sent += p.opened.Requests()
	}
	return sent
}

// Close gives back the ports. Whoever asks for a lease afterwards gets new ones.
func (m *mock) Close(ctx context.Context) (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.places {
		err = errors.Join(err, p.close(ctx))
		m.sent += p.opened.Requests()
	}
	m.places, m.free = nil, nil
	return err
}
