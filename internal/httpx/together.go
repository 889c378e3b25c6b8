package httpx

import (
	"cmp"
	"context"
	"net/http/httptrace"
	"slices"
	"sync"
	"time"
)

// Flight is one message on its way and back.
type Flight struct {
	Answer      Response
	Took        time.Duration // from the sending of its last byte, where it was not answered before
	sent, heard time.Time     // its last byte; the first byte of its answer
}

// SendTogether has every message connected, then all but its last byte written, and then the last bytes sent, one right after another: by then
// the servers have read the rest, and all that is left to them is to handle it.
func (w *Wire) SendTogether(ctx context.Context, messages []Message) []Flight {
	start, flights := newStart(len(messages)), make([]Flight, len(messages))
	var done sync.WaitGroup
	for i, m := range messages {
		done.Go(func() { flights[i].Answer, flights[i].Took = w.sendFrom(ctx, start.runners[i], m) })
	}
	start.release(ctx)
	done.Wait()
	for i, r := range start.runners {
		flights[i] = r.flight(flights[i].Answer, flights[i].Took)
	}
	return flights
}

func (w *Wire) sendFrom(ctx context.Context, r *runner, m Message) (Response, time.Duration) {
	defer r.gone()
	if !w.real { // a transport made for tests reports no connections
		r.ready(nil, 0)
		return w.Send(ctx, m)
	}
	began := time.Now()
	return w.Send(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(got httptrace.GotConnInfo) { r.ready(got.Conn, time.Since(began)) },
		GotFirstResponseByte: r.hears,
	}), m)
}

// MostAtOnce is the greatest number of messages that were under way at one moment: their last byte was sent, and the first one of the answer
// had not come. What a server does in between cannot be seen from outside.
func MostAtOnce(flights []Flight) int {
	type change struct {
		at time.Time
		by int
	}
	var changes []change
	for _, f := range flights {
		if f.Answer.Status != 0 && f.heard.After(f.sent) {
			changes = append(changes, change{f.sent, 1}, change{f.heard, -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) })
	now, most := 0, 0
	for _, c := range changes {
		now += c.by
		most = max(most, now)
	}
	return most
}
