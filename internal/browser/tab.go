package browser

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
)

// Tab is a tab of a Chromium, with cookies of its own.
type Tab struct {
	*chromium.Page
	session  *session.Session
	purpose  atomic.Pointer[session.Purpose]
	back     *url.URL // an address of the client's, which is not asked for
	asks     func(chromium.Request)
	ctx      context.Context // what is under way ends with it
	cancel   context.CancelFunc
	requests atomic.Int64 // how many were sent since Begin
	bytes    atomic.Int64 // how much came of them

	mu     sync.Mutex
	ended  error  // why nothing more will come, or that the browser was sent back to the client
	missed error  // why the first did not come that a page may do without
	status int    // of the last page
	path   string // its path
}

// TabOptions are what OpenTab needs.
type TabOptions struct {
	Purpose     session.Purpose
	RedirectURI string                 // a request to it is not sent, whatever its query; may be ""
	Timeout     time.Duration          // how long a page may take to answer whatever it is asked
	Asks        func(chromium.Request) // is told of what pages ask for, before it is sent; may be nil
}

// OpenTab opens a tab. What its pages ask for ends with the context.
func OpenTab(ctx context.Context, process *chromium.Process, s *session.Session, o TabOptions) (*Tab, error) {
	back, err := wayBack(o.RedirectURI)
	if err != nil {
		return nil, err
	}
	t := &Tab{session: s, back: back, asks: o.Asks}
	t.Begin(o.Purpose)
	t.ctx, t.cancel = context.WithCancel(ctx)
	if t.Page, err = process.Open(o.Timeout, t.carry, t.leaving); err != nil {
		t.cancel()
		return nil, err
	}
	return t, nil
}

// Close closes the tab.
func (t *Tab) Close() {
	t.cancel()
	t.Page.Close()
}

// Begin is for another action, whatever became of the one before: what is sent from now on is for that purpose.
func (t *Tab) Begin(p session.Purpose) {
	t.purpose.Store(&p)
	t.requests.Store(0)
	t.bytes.Store(0)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended, t.missed = nil, nil
}

// sentBack is that the server sent the browser back to the client.
type sentBack struct{ to *url.URL }

func (*sentBack) Error() string { return "the browser is back at the client" }

// Ended says where at the client the server sent the browser back to, or why nothing more will come; both are nil while the tab goes on.
func (t *Tab) Ended() (back *url.URL, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var sent *sentBack
	if errors.As(t.ended, &sent) {
		return sent.to, nil
	}
	return nil, t.ended
}

// end has the tab end; what came first counts.
func (t *Tab) end(why error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended == nil {
		t.ended = why
	}
}

// Missed is why something that a page asked for did not come, nil where all did.
func (t *Tab) Missed() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.missed
}

// miss notes what a page did not get; what came first counts.
func (t *Tab) miss(why error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.missed == nil {
		t.missed = why
	}
}

// Answered is the status of the last page, and its path.
func (t *Tab) Answered() (status int, path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status, t.path
}

// who is the last page, which has something sent.
func (t *Tab) who() string {
	if _, path := t.Answered(); path != "" {
		return "the page at " + path
	}
	return "the sign-in"
}
