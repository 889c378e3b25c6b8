package wire_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

var at = time.Date(2026, time.March, 1, 12, 0, 0, 900_000_000, time.UTC)

func TestABucketIsFilledUpAtTheTopOfThePeriod(t *testing.T) {
	var l wire.Limits
	two := tenant.RateLimit{Burst: 2, Refill: 2, Period: time.Second}
	for _, want := range []wire.Rate{
		{Limit: 2, Remaining: 1, Reset: at.Unix() + 1},
		{Limit: 2, Remaining: 0, Reset: at.Unix() + 1},
		{Limit: 2, Remaining: 0, Reset: at.Unix() + 1, Exceeded: true, First: true},
		{Limit: 2, Remaining: 0, Reset: at.Unix() + 1, Exceeded: true}, // the log is told once
	} {
		assert.Equal(t, want, l.Take("a", two, at))
	}
	assert.False(t, l.Take("b", two, at).Exceeded, "each asker has a bucket")
	assert.True(t, l.Take("a", two, at.Add(99*time.Millisecond)).Exceeded, "the same second")
	assert.False(t, l.Take("a", two, at.Add(100*time.Millisecond)).Exceeded, "the next")
	assert.False(t, l.Take("a", two, at).Exceeded, "a clock that was set back")
	assert.Equal(t, wire.Rate{}, l.Take("a", tenant.RateLimit{}, at), "no limit")
}

func TestMoreAtOnceThanInAPeriod(t *testing.T) {
	var l wire.Limits
	signIn := tenant.RateLimit{Burst: 20, Refill: 10, Period: time.Minute}
	accepted := func(now time.Time) (n int) {
		for !l.Take("a", signIn, now).Exceeded {
			n++
		}
		return n
	}
	assert.Equal(t, 20, accepted(at))
	assert.Equal(t, 10, accepted(at.Add(time.Minute)))
	assert.Equal(t, 20, accepted(at.Add(3*time.Minute)), "two minutes later")
	assert.Equal(t, 20, accepted(at.Add(time.Hour)), "no more than the bucket holds")
}

func TestTheTightestLimitIsTold(t *testing.T) {
	wide, tight, none := wire.Rate{Limit: 300, Remaining: 100}, wire.Rate{Limit: 30, Remaining: 29}, wire.Rate{}
	assert.Equal(t, tight, wire.Tightest(none, wide, tight))
	assert.Equal(t, tight, wire.Tightest(tight, wide))
	gone := wire.Rate{Limit: 300, Exceeded: true}
	assert.Equal(t, gone, wire.Tightest(wire.Rate{Limit: 30, Remaining: 0}, gone))
	assert.Empty(t, none.AddTo(tenant.Answer{}).Header)
	assert.Equal(t, map[string]string{"X-Ratelimit-Limit": "30", "X-Ratelimit-Remaining": "29", "X-Ratelimit-Reset": "7"},
		wire.Rate{Limit: 30, Remaining: 29, Reset: 7}.AddTo(tenant.Answer{}).Header)
}
