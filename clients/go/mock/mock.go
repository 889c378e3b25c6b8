// Package mock is what a test does to a mock of Auth0 that runs somewhere else: as a process, in a container (package mockcontainer), or
// wherever it is. Tests in Go that need neither use the package mockserver of revokespec itself, which serves within the test.
package mock

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Mock is a mock that runs.
type Mock struct {
	URL    string       // without a slash at the end
	CA     []byte       // PEM: the authority that its certificate is of; nil where it serves http
	Client *http.Client // trusts it

	token string
}

// patience is how long the mock may take for one answer.
const patience = 30 * time.Second

// At is a mock that runs at a URL, with a control API that asks for the token. Where it serves https, ca is the authority (PEM) that its
// certificate is of; nil is one that the machine trusts.
func At(address, controlToken string, ca []byte) (*Mock, error) {
	m := &Mock{URL: strings.TrimSuffix(address, "/"), CA: ca, token: controlToken}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	if ca != nil {
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(ca) {
			return nil, errors.New("mock: the authority is no certificate in PEM")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	m.Client = &http.Client{Transport: transport, Timeout: patience}
	return m, nil
}

// Issuer is what tokens say in iss.
func (m *Mock) Issuer(ctx context.Context) (string, error) {
	var metadata struct {
		Issuer string `json:"issuer"`
	}
	err := m.ask(ctx, http.MethodGet, "/.well-known/openid-configuration", nil, &metadata)
	return metadata.Issuer, err
}

// FastForward moves the mock's clock: lifetimes and leeways run on it.
func (m *Mock) FastForward(ctx context.Context, by time.Duration) error {
	return m.Control(ctx, http.MethodPost, "/clock", map[string]string{"advance": by.String()}, nil)
}

// Now is the mock's time.
func (m *Mock) Now(ctx context.Context) (time.Time, error) {
	var clock struct{ Now time.Time }
	err := m.Control(ctx, http.MethodGet, "/clock", nil, &clock)
	return clock.Now, err
}

// Reset brings back the seed and the present, and forgets requests and faults. Deviations stay as they are.
func (m *Mock) Reset(ctx context.Context) error {
	return errors.Join(m.Control(ctx, http.MethodPost, "/reset", nil, nil), m.Heal(ctx))
}

// Deviate has the mock break these rules, and no others; without names, none.
func (m *Mock) Deviate(ctx context.Context, names ...string) error {
	return m.Control(ctx, http.MethodPut, "/deviations", map[string][]string{"names": append([]string{}, names...)}, nil)
}

// Request is one that the mock was sent. Tokens and secrets in it are called what they are.
type Request struct {
	Number        int       `json:"number"`
	At            time.Time `json:"at"` // on the mock's clock
	Method        string    `json:"method"`
	Path          string    `json:"path"`
	Status        int       `json:"status"` // 0: nothing was answered
	Error         string    `json:"error"`
	ClientID      string    `json:"client_id"`
	Authorization string    `json:"authorization"` // its scheme
	UserAgent     string    `json:"user_agent"`
	Query         any       `json:"query"`
	Body          any       `json:"body"`
	Issued        []string  `json:"issued"` // tokens, by name
}

// Requests are the newest 1000, oldest first. Filters are method, path (what it begins with), client_id, status (403 or 4xx) and after (a
// request's number); nil for all.
func (m *Mock) Requests(ctx context.Context, filters url.Values) ([]Request, error) {
	var list struct{ Requests []Request }
	err := m.Control(ctx, http.MethodGet, "/requests?"+filters.Encode(), nil, &list)
	return list.Requests, err
}

// Control asks the control API, below /_mock, for what has no method here. The body is sent as JSON, nil as nothing; the answer is decoded into
// answer, unless that is nil.
func (m *Mock) Control(ctx context.Context, method, path string, body, answer any) error {
	return m.ask(ctx, method, "/_mock"+path, body, answer)
}

func (m *Mock) ask(ctx context.Context, method, path string, body, answer any) error {
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			return fmt.Errorf("mock: %w", err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, m.URL+path, &sent)
	if err != nil {
		return fmt.Errorf("mock: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+m.token)
	r.Header.Set("Content-Type", "application/json")
	response, err := m.Client.Do(r)
	if err != nil {
		return fmt.Errorf("mock: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return fmt.Errorf("mock: %w", err)
	case response.StatusCode >= 400:
		return fmt.Errorf("mock: %s: %s", response.Status, reason(text))
	case answer == nil || len(text) == 0:
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("mock: %s %s: %w", method, path, err)
	}
	return nil
}

func reason(text []byte) string {
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if err := json.Unmarshal(text, &said); err != nil || said.Error == "" {
		return "this is not the control API of a mock"
	}
	if said.Description != "" {
		return said.Description
	}
	return said.Error
}
