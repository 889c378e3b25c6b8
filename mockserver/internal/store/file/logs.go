package file

import (
	"context"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var (
	events = shelf[tenant.LogEvent]{"log"} // by number
	latest = shelf[time.Time]{"newest date of the log"}
)

// AddLog appends the event, as LogEvent.Bounded has it, under the next ID.
func (s *held) AddLog(_ context.Context, e tenant.LogEvent) error {
	e = e.Bounded()
	return s.update(func(t tx) error {
		number, err := events.next(t)
		if err != nil {
			return err
		}
		date, err := s.newestDate(t, e.Date)
		if err != nil {
			return err
		}
		e.ID = fmt.Sprintf("900%s%09d", date.UTC().Format("20060102150405"), number)
		if err := events.put(t, numberKey(number), &e); err != nil {
			return err
		}
		return s.forgetEvents(t)
	})
}

// newestDate is that of the log, with one more event of that date: IDs ascend, also when the tenant's clock is set back.
func (s *held) newestDate(t tx, date time.Time) (time.Time, error) {
	newest, err := latest.get(t, nil)
	if err := store.IgnoreMissing(err); err != nil {
		return date, err
	}
	if newest != nil && !date.After(*newest) {
		return *newest, nil
	}
	return date, latest.put(t, nil, &date)
}

// forgetEvents drops the oldest events.
func (s *held) forgetEvents(t tx) error {
	for {
		n, err := events.counts(t)
		if err != nil || n.Rows <= s.limits.Logs && n.Bytes <= s.limits.LogBytes {
			return err
		}
		if err := events.delete(t, events.first(t)); err != nil {
			return err
		}
	}
}

// Logs returns what is kept, oldest first.
func (s *held) Logs(context.Context) (all []tenant.LogEvent, err error) {
	err = s.view(func(t tx) error {
		all = nil
		return events.each(t, nil, func(_ []byte, e *tenant.LogEvent) error {
			all = append(all, *e)
			return nil
		})
	})
	return all, err
}
