package session

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
)

// countdown is how often a long sleep reports how much of it is left.
const countdown = 10 * time.Second

// Wait lets d pass: it moves the clock of a mock, and sleeps elsewhere. It sleeps no longer than limits.longest_wait; more is a
// *NotApplicable.
func (s *Session) Wait(ctx context.Context, d time.Duration) error {
	s.account.Release()
	if s.Server.File.Control != nil && d > 0 {
		return s.advance(ctx, d)
	}
	return s.sleep(ctx, d)
}

// briefly is for how long a session keeps what it has reserved while time passes: others wait for it.
const briefly = time.Second

// Elapse lets d pass for the machines that a server consists of, and for what stands before it: these go by no clock that can be moved, but
// for a mock of which nobody else has a part. moved is how far its clock was moved.
func (s *Session) Elapse(ctx context.Context, d time.Duration) (moved time.Duration, err error) {
	if d > briefly {
		s.account.Release()
	}
	if s.Server.File.Control != nil && s.Server.options.Alone && d > 0 {
		return d, s.advance(ctx, d)
	}
	return 0, s.sleep(ctx, d)
}

// sleep sleeps, no longer than limits.longest_wait.
func (s *Session) sleep(ctx context.Context, d time.Duration) error {
	server := s.Server
	switch longest := server.File.Limits.LongestWait; {
	case d <= 0:
		return nil
	case d > longest:
		return &remedy.NotApplicable{Need: "control", Remedy: fmt.Sprintf("this takes %s, and limits.longest_wait is %s; raise it, or use a mock whose clock can be moved", d, longest)}
	}
	defer s.rest(&s.waited)()
	for left := d; left > 0; left -= countdown {
		if d > countdown {
			server.Progress("waiting " + left.Round(time.Second).String())
		}
		if err := server.Sleep(ctx, min(left, countdown)); err != nil {
			return err
		}
	}
	return nil
}

// rest adds up how long the session waits, until again is called.
func (s *Session) rest(sum *atomic.Int64) (again func()) {
	goOn := func() {}
	if s.AtRest != nil {
		goOn = s.AtRest()
	}
	began := time.Now()
	return func() {
		sum.Add(int64(time.Since(began)))
		goOn()
	}
}

// Queue notes that the session waits for others to make room, until again is called.
func (s *Session) Queue() (again func()) { return s.rest(&s.queued) }

// Timing is how long a session took that began at that time. Waiting for others to make room does not count.
func (s *Session) Timing(began time.Time) Timing {
	return Timing{Took: time.Since(began) - time.Duration(s.queued.Load()), Waited: time.Duration(s.waited.Load())}
}

// ControlPlace is the control API, for messages.
var ControlPlace = remedy.Place{URL: "control.url", Credentials: "control.token"}

// Control asks the control API of a mock: with JSON to change something, without to tell it.
func (s *Session) Control(ctx context.Context, p Purpose, path string, json map[string]any) httpx.Response {
	control := s.Server.File.Control
	return s.Send(ctx, p, httpx.Request{
		URL:    strings.TrimSuffix(control.URL, "/") + "/_mock/" + path,
		JSON:   json,
		Header: http.Header{"Authorization": {"Bearer " + control.Token}},
	})
}

// advance moves the clock of a mock.
func (s *Session) advance(ctx context.Context, d time.Duration) error {
	answer := s.Control(ctx, SetUp, "clock", map[string]any{"advance": d.String()})
	if !answer.Accepted() {
		return fmt.Errorf("the mock's clock cannot be moved: %s", ControlPlace.Describe(answer))
	}
	s.Server.ClockMoved(d)
	return nil
}

// Now is the time that counts for the server: its own clock where that can be read and moved, else ours.
func (s *Session) Now(ctx context.Context) (time.Time, error) {
	if s.Server.File.Control == nil {
		return time.Now(), nil
	}
	answer := s.Control(ctx, SetUp, "clock", nil)
	now, err := time.Parse(time.RFC3339Nano, answer.Field("now"))
	if err != nil {
		return now, fmt.Errorf("the mock's clock cannot be read: %s", ControlPlace.Describe(answer))
	}
	return now, nil
}

// FoundTenant makes the mock's tenant anew, founded at that time. All that it had is gone.
func (s *Session) FoundTenant(ctx context.Context, p Purpose, founded time.Time) error {
	answer := s.Control(ctx, p, "reset", map[string]any{"founded": founded.UTC().Format(time.RFC3339)})
	if !answer.Accepted() {
		return fmt.Errorf("the mock's tenant cannot be founded anew: %s", ControlPlace.Describe(answer))
	}
	s.Server.ahead.Store(0)
	return nil
}

// Timing is how long a scenario took at a deployment, and how much of that it only waited for a time to pass.
type Timing struct {
	Took   time.Duration `json:"took_ns"`
	Waited time.Duration `json:"waited_ns"`
}
