package wire

import (
	"crypto/sha256"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Limits are the buckets of everybody who asks. The zero value is ready.
type Limits struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// bucket is what one asker has left. It is filled up at the top of each period (Auth0, "Rate Limit Use Cases").
type bucket struct {
	period int64
	left   int
	spent  bool // and somebody was told so
}

// trackedBuckets is how many buckets there are before the full ones are forgotten, and mostBuckets how many there are before all others
// share one. A longer name of an asker is kept by its hash.
const (
	trackedBuckets = 4096
	mostBuckets    = 16 * trackedBuckets
	longestAsker   = 256
)

// Rate is what an asker has left.
type Rate struct {
	Limit, Remaining int
	Reset            int64 // seconds since 1970: when requests are added
	Exceeded         bool
	First            bool // it is the first to find the bucket empty
}

// Take takes one request out of the asker's bucket. Of a limit that is none, there is nothing to tell.
func (l *Limits) Take(asker string, limit tenant.RateLimit, now time.Time) Rate {
	if limit.Burst <= 0 {
		return Rate{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	period := now.UnixNano() / int64(limit.Period)
	if len(l.buckets) >= trackedBuckets {
		maps.DeleteFunc(l.buckets, func(_ string, b *bucket) bool { return b.period < period })
	}
	if l.buckets == nil {
		l.buckets = map[string]*bucket{}
	}
	if len(asker) > longestAsker {
		hash := sha256.Sum256([]byte(asker))
		asker = string(hash[:])
	}
	if l.buckets[asker] == nil && len(l.buckets) >= mostBuckets {
		asker = "everybody else"
	}
	b := l.buckets[asker]
	if b == nil {
		b = &bucket{period: period, left: limit.Burst}
		l.buckets[asker] = b
	}
	if passed := period - b.period; passed != 0 { // the clock may also have been set back
		added := int64(limit.Refill) * max(passed, 1)
		b.period, b.left, b.spent = period, int(min(int64(b.left)+added, int64(limit.Burst))), false
	}
	r := Rate{Limit: limit.Burst, Reset: (period + 1) * int64(limit.Period) / int64(time.Second)}
	if b.left == 0 {
		if limit.Lenient {
			return r
		}
		r.Exceeded, r.First, b.spent = true, !b.spent, true
		return r
	}
	b.left--
	r.Remaining = b.left
	return r
}

// Tightest is the rate that an answer tells of where several apply: the one with the least left.
func Tightest(rates ...Rate) Rate {
	var tightest Rate
	for _, r := range rates {
		if r.Limit > 0 && (tightest.Limit == 0 || r.Exceeded && !tightest.Exceeded || r.Exceeded == tightest.Exceeded && r.Remaining < tightest.Remaining) {
			tightest = r
		}
	}
	return tightest
}

// AddTo adds the headers that Auth0 sends where there is a limit, in the spelling that net/http sends them in.
func (r Rate) AddTo(a tenant.Answer) tenant.Answer {
	if r.Limit == 0 {
		return a
	}
	return a.With("X-Ratelimit-Limit", strconv.Itoa(r.Limit),
		"X-Ratelimit-Remaining", strconv.Itoa(r.Remaining),
		"X-Ratelimit-Reset", strconv.FormatInt(r.Reset, 10))
}
