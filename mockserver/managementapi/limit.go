package managementapi

import (
	"strconv"
	"sync"
	"time"
)

// limits are the buckets of every caller. A bucket holds as many requests as are refilled in a second, so at the top
// of each second it is full again (Auth0, "Rate Limit Use Cases").
type limits struct {
	mu     sync.Mutex
	second int64
	used   map[string]int
}

// rate is what a caller has left.
type rate struct {
	limit, remaining int
	reset            int64 // seconds since 1970
	exceeded         bool
}

// take takes one request out of the caller's bucket. First says that it is the first to find it empty.
func (l *limits) take(caller string, limit int, now time.Time) (r rate, first bool) {
	if limit <= 0 {
		return rate{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if second := now.Unix(); l.used == nil || second != l.second {
		l.second, l.used = second, map[string]int{}
	}
	l.used[caller]++
	used := l.used[caller]
	return rate{limit: limit, remaining: max(0, limit-used), reset: l.second + 1, exceeded: used > limit}, used == limit+1
}

// headers are those that Auth0 sends where there is a limit.
func (r rate) headers() map[string]string {
	if r.limit == 0 {
		return nil
	}
	return map[string]string{
		"X-RateLimit-Limit":     strconv.Itoa(r.limit),
		"X-RateLimit-Remaining": strconv.Itoa(r.remaining),
		"X-RateLimit-Reset":     strconv.FormatInt(r.reset, 10),
	}
}
