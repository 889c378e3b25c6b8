package httpx

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// Flight is one message on its way and back.
type Flight struct {
	Answer        Response
	Took          time.Duration
	start, finish time.Time
}

// SendTogether connects every message first and writes them when all are connected (or have failed to).
func (w *Wire) SendTogether(ctx context.Context, messages []Message) []Flight {
	flights := make([]Flight, len(messages))
	var connected, done sync.WaitGroup
	connected.Add(len(messages))
	for i, m := range messages {
		done.Go(func() {
			once := sync.OnceFunc(connected.Done)
			defer once()
			barrier := func() {
				once()
				connected.Wait()
				flights[i].start = time.Now()
			}
			if !w.real { // a transport made for tests reports no connections
				barrier()
				barrier = nil
			}
			flights[i].Answer, flights[i].Took = w.send(ctx, m, barrier)
			flights[i].finish = time.Now()
			if !flights[i].start.IsZero() {
				flights[i].Took = flights[i].finish.Sub(flights[i].start)
				flights[i].Answer.Took = flights[i].Took
			}
		})
	}
	done.Wait()
	return flights
}

// MostAtOnce is the greatest number of messages that were under way at one moment.
func MostAtOnce(flights []Flight) int {
	type change struct {
		at time.Time
		by int
	}
	var changes []change
	for _, f := range flights {
		if !f.start.IsZero() && f.Answer.Status != 0 {
			changes = append(changes, change{f.start, 1}, change{f.finish, -1})
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
