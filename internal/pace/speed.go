package pace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Speed is how fast requests may be sent, as far as that is known: by the limits of the file, and by what the server has said so
// far. A rate of 0 is none that is known.
type Speed struct {
	RequestsPerSecond   float64 // to all but the Management API
	ManagementPerSecond float64
	SignInsPerMinute    float64       // of one user
	Waited              time.Duration // for limits, so far, the longest of all APIs
	Limits              []string      // what the server said, one limit an item
}

// Speed sums up what is known.
func (p *Pacer) Speed() Speed {
	s := p.fileSpeed
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, a := range p.apis {
		s.Waited = max(s.Waited, a.waited)
		for limit, period := range a.periods {
			perSecond := float64(limit.limit) / period.Seconds()
			switch {
			case strings.HasPrefix(limit.user, signInOf) && !a.common(limit.limit):
				s.SignInsPerMinute = slowerOf(s.SignInsPerMinute, 60*perSecond)
				continue
			case limit.user != "":
				continue
			case key == p.management:
				s.ManagementPerSecond = slowerOf(s.ManagementPerSecond, perSecond)
			default:
				s.RequestsPerSecond = slowerOf(s.RequestsPerSecond, perSecond)
			}
			s.Limits = append(s.Limits, fmt.Sprintf("%s: %d a %s", a.name, limit.limit, unitOf(period)))
		}
	}
	slices.Sort(s.Limits)
	s.Limits = slices.Compact(s.Limits)
	return s
}

// SignInsTake is how long n sign-ins of one user wait for limits, at least.
func (p *Pacer) SignInsTake(n int) time.Duration {
	perSecond, atOnce := p.fileSpeed.SignInsPerMinute/60, int(p.fileSpeed.SignInsPerMinute)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.apis {
		for limit, period := range a.periods {
			if strings.HasPrefix(limit.user, signInOf) && !a.common(limit.limit) {
				perSecond, atOnce = slowerOf(perSecond, float64(limit.limit)/period.Seconds()), limit.limit
			}
		}
	}
	if perSecond == 0 || n <= atOnce {
		return 0
	}
	return time.Duration(float64(n-atOnce) / perSecond * float64(time.Second))
}

// slowerOf is the lower of two rates, of which 0 is none.
func slowerOf(a, b float64) float64 {
	if a == 0 || b == 0 {
		return cmp.Or(a, b)
	}
	return min(a, b)
}

// periodOf guesses the period of a limit from how long it still lasted: servers count by the second, the minute, the hour.
func periodOf(left time.Duration) time.Duration {
	for _, period := range []time.Duration{time.Second, time.Minute, time.Hour} {
		if left <= period {
			return period
		}
	}
	return 24 * time.Hour
}

func unitOf(period time.Duration) string {
	return map[time.Duration]string{time.Second: "second", time.Minute: "minute", time.Hour: "hour"}[period] + strings.Repeat("day", int(period/(24*time.Hour)))
}

// learnPeriod notes how long a bucket lasts, which is at least as long as it still lasted when it was told of.
func (a *api) learnPeriod(b bucket, told allowance, now time.Time) {
	if told.limit == 0 {
		return
	}
	b.endpoint = ""
	a.periods[b] = max(a.periods[b], periodOf(told.resets.Sub(now)))
}
