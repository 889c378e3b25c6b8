package deployment

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// flight is one message on its way and back.
type flight struct {
	answer        Response
	took          time.Duration
	start, finish time.Time
}

// sendTogether connects every message first and writes them when all are connected (or have failed to).
func (w *wire) sendTogether(ctx context.Context, messages []message) []flight {
	flights := make([]flight, len(messages))
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
			flights[i].answer, flights[i].took = w.send(ctx, m, barrier)
			flights[i].finish = time.Now()
			if !flights[i].start.IsZero() {
				flights[i].took = flights[i].finish.Sub(flights[i].start)
			}
		})
	}
	done.Wait()
	return flights
}

// mostAtOnce is the greatest number of messages that were under way at one moment.
func mostAtOnce(flights []flight) int {
	type change struct {
		at time.Time
		by int
	}
	var changes []change
	for _, f := range flights {
		if !f.start.IsZero() && f.answer.Status != 0 {
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
