package redis

import (
	"context"
	"errors"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Before the data of each event stand its date and its number, of which its ID is made.
const (
	logDate   = "20060102150405"
	logDigits = len(logDate) + 9
)

// AddLog appends the event, as LogEvent.Bounded has it, under the next ID.
func (s *held) AddLog(ctx context.Context, e tenant.LogEvent) error {
	e = e.Bounded()
	data, err := codec.Encode(e)
	if err != nil {
		return err
	}
	return s.run(ctx, func(k keys, p goredis.Pipeliner) {
		appendLog.EvalSha(ctx, p, []string{k.of("log"), k.of("log:meta")}, e.Date.UTC().Format(logDate), data, s.limits.Logs, s.limits.LogBytes)
	})
}

// Logs returns what is kept, oldest first.
func (s *held) Logs(ctx context.Context) (events []tenant.LogEvent, err error) {
	var kept *goredis.StringSliceCmd
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { kept = p.LRange(ctx, k.of("log"), 0, -1) }); err != nil {
		return nil, err
	}
	for _, text := range kept.Val() {
		if len(text) < logDigits {
			return nil, errors.New("redis: a log event is none")
		}
		var e tenant.LogEvent
		if err := codec.Decode([]byte(text[logDigits:]), &e); err != nil {
			return nil, err
		}
		e.ID = "900" + text[:logDigits]
		events = append(events, e)
	}
	return events, nil
}
