package httpx

import (
	"context"
	"net"
	"sync"
	"time"
)

// start has messages set off together: all of them connect, then write all but their last byte, and then send that.
type start struct {
	connected, written sync.WaitGroup
	off                chan struct{} // is closed when all last bytes are sent
	runners            []*runner

	mu       sync.Mutex
	farthest time.Duration // the longest that a connection took
}

// runner is one message of a start. Each step of it is reported once, and all of them when it is gone.
type runner struct {
	*start
	connects, writes   func()
	conn               *heldConn // nil: it holds nothing back
	sent, heard, ended time.Time // its last byte; the first of its answer, and the last
}

func newStart(n int) *start {
	s := &start{off: make(chan struct{})}
	s.connected.Add(n)
	s.written.Add(n)
	for range n {
		s.runners = append(s.runners, &runner{start: s, connects: sync.OnceFunc(s.connected.Done), writes: sync.OnceFunc(s.written.Done)})
	}
	return s
}

// ready waits for the others when a message has its connection, of which the last byte is to be held back; one that cannot do that sends nothing
// until the others send theirs.
func (r *runner) ready(conn net.Conn, took time.Duration) {
	r.mu.Lock()
	r.farthest = max(r.farthest, took)
	r.mu.Unlock()
	r.connects()
	r.connected.Wait()
	if r.conn = heldBelow(conn); r.conn != nil {
		r.conn.hold(r.writes)
		return
	}
	r.writes()
	<-r.off
}

// hears notes the first byte of the answer.
func (r *runner) hears() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heard = time.Now()
}

// gone is for a message that is answered, or has failed: nobody waits for it any more.
func (r *runner) gone() {
	r.ended = time.Now()
	r.connects()
	r.writes()
}

// longestSettling bounds how long servers are given to read what is on its way.
const longestSettling = 100 * time.Millisecond

// release sends the last bytes, when all else is written and has had as much time to arrive as a connection takes.
func (s *start) release(ctx context.Context) {
	s.written.Wait()
	s.mu.Lock()
	settled := time.NewTimer(min(s.farthest, longestSettling))
	s.mu.Unlock()
	defer settled.Stop()
	select {
	case <-settled.C:
	case <-ctx.Done():
	}
	for _, r := range s.runners {
		r.sent = time.Now()
		if r.conn != nil {
			r.conn.release()
		}
	}
	close(s.off)
}

// flight is what came of a message. What was answered before its last byte was sent, was never under way as a whole.
func (r *runner) flight(answer Response, took time.Duration) Flight {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.heard.IsZero() {
		r.heard = r.ended
	}
	if r.heard.After(r.sent) {
		took = r.ended.Sub(r.sent)
	}
	answer.Took = took
	return Flight{Answer: answer, Took: took, sent: r.sent, heard: r.heard}
}
