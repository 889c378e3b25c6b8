package session

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/redact"
)

// Server is the server under test, as all sessions share it. It is complete before the second session asks anything.
type Server struct {
	File      *file.File     // completed: what was left out is filled in
	Profiles  []string       // those of the run, else of the file, else auth0
	Issuer    string         // as the metadata spells it, else as the file does
	Endpoints file.Endpoints // discovered, overridden by the file
	Metadata  map[string]any // as discovered; empty where there is none

	Wire     *httpx.Wire
	Pacer    *pace.Pacer
	Own      *Session // for what belongs to no scenario; it keeps no exchanges
	Progress func(line string)
	Sleep    func(ctx context.Context, d time.Duration) error

	options Options
	public  *redact.PublicValues
	secrets *redact.Redactor // of all sessions; nil where there is one alone
	ahead   atomic.Int64     // how far the mock's clock was moved, in nanoseconds
}

// Options are what NewServer needs besides the file.
type Options struct {
	Transport http.RoundTripper                                // instead of the network; for tests
	Profiles  []string                                         // replaces the file's
	Alone     bool                                             // there will be one session, whose secrets concern no other
	Progress  func(line string)                                // is told, in one line, why something takes long; may be nil
	Sleep     func(ctx context.Context, d time.Duration) error // instead of sleeping; for tests
}

// NewServer makes a server of which only the file is known, which has to be complete. It sends nothing.
func NewServer(f *file.File, o Options) (*Server, error) {
	wire, err := httpx.NewWire(f, o.Transport)
	if err != nil {
		return nil, err
	}
	s := &Server{
		File: f, Profiles: f.Profiles, Issuer: f.Issuer, Endpoints: f.Endpoints, Metadata: map[string]any{}, Wire: wire, options: o,
	}
	if len(o.Profiles) > 0 {
		s.Profiles = o.Profiles
	}
	s.begin(redact.NewPublicValues(openValuesOf(f)))
	return s, nil
}

// Anew is for a server that stands where this one stood and is as this one was when it was new. What the metadata said holds for it as
// well, and connections are kept; of all else that was done or seen here it knows nothing.
func (s *Server) Anew() *Server {
	anew := &Server{File: s.File, Profiles: s.Profiles, Issuer: s.Issuer, Endpoints: s.Endpoints, Metadata: s.Metadata, Wire: s.Wire, options: s.options}
	anew.begin(s.public.OfFile())
	return anew
}

// begin gives a server what becomes more with each request.
func (s *Server) begin(public *redact.PublicValues) {
	s.public, s.Sleep = public, s.options.Sleep
	if s.Sleep == nil {
		s.Sleep = pace.Sleep
	}
	if !s.options.Alone {
		s.secrets = redact.New(s.public, nil)
	}
	s.Progress = func(line string) {
		if s.options.Progress != nil {
			s.options.Progress(s.Redact(line))
		}
	}
	s.Pacer = pace.New(s.File, &s.Endpoints)
	s.Pacer.Sleep, s.Pacer.Say = s.Sleep, s.Progress
	s.Own = s.NewSession().KeepNothing()
	for _, user := range s.File.Users {
		s.Own.Name(user.Password, "password of a user")
	}
}

// Requests is the number of HTTP requests sent so far.
func (s *Server) Requests() int {
	sent, _ := s.Wire.Requests()
	return sent
}

// Now is the time on the server's clock, as far as we moved it.
func (s *Server) Now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// ClockMoved is told that the mock's clock was moved.
func (s *Server) ClockMoved(d time.Duration) { s.ahead.Add(int64(d)) }

// NewSession returns a session that knows the secrets of the file.
func (s *Server) NewSession() *Session {
	made := &Session{Server: s, Secrets: redact.New(s.public, s.secrets), account: s.Pacer.Account()}
	for _, secret := range namedSecrets(s.File) {
		made.Secrets.Name(secret.Value, secret.Name)
	}
	return made
}

// Redact is for what is said outside of any scenario.
func (s *Server) Redact(text string) string { return s.Own.Redact(text) }

// Redacted is an error that shows no secret. It wraps the error with them, for errors.Is and errors.As.
func (s *Server) Redacted(err error) error {
	if err == nil {
		return nil
	}
	return &redactedError{s.Redact(err.Error()), err}
}

type redactedError struct {
	text  string
	cause error
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.cause }
