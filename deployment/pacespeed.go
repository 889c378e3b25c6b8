package deployment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Pace is how fast a deployment can be asked, as far as that is known: by the limits of the file, and by what the server has
// said so far. A rate of 0 is none that is known.
type Pace struct {
	RequestsPerSecond   float64 // to all but the Management API
	ManagementPerSecond float64
	SignInsPerMinute    float64       // of one user
	Latency             time.Duration // of one request, on average so far
	Clock               bool          // a mock's, which is moved instead of waiting
	LongestWait         time.Duration
	Applications        int // that a run makes and has at once
	SignIn              SignInPace
	Leeway              time.Duration // of clients.leeway
	Waited              time.Duration // for limits, so far, the longest of all APIs
	Limits              []string      // what the server said, one limit an item
}

// SignInPace is what one sign-in takes, about, by the strategy of minting.
type SignInPace struct {
	Requests int           // besides the one that yields the token
	Takes    time.Duration // besides its requests
	AtOnce   int           // how many there are at once; 0 = any number
}

// Pace returns what is known now.
func (d *Deployment) Pace() Pace {
	p := Pace{Clock: d.File.Control != nil, LongestWait: d.File.Limits.LongestWait, SignInsPerMinute: d.File.Limits.SignInsPerMinute}
	p.Applications = d.File.Limits.ThrowAwayApplications
	p.SignIn = signInPace(d.File.Mint)
	if c := d.File.Clients.Leeway; c != nil {
		p.Leeway = c.Leeway
	}
	if n := d.wire.sent.Load(); n > 0 {
		p.Latency = time.Duration(d.wire.took.Load() / n)
	}
	p.RequestsPerSecond = d.File.Limits.RequestsPerSecond
	p.ManagementPerSecond = slower(p.RequestsPerSecond, d.File.Limits.ManagementRequestsPerSecond)
	pacer := d.wire.pace
	pacer.mu.Lock()
	defer pacer.mu.Unlock()
	for key, a := range pacer.apis {
		p.Waited = max(p.Waited, a.waited)
		for limit, period := range a.periods {
			perSecond := float64(limit.limit) / period.Seconds()
			switch {
			case strings.HasPrefix(limit.who, signsIn) && !a.common(limit.limit):
				p.SignInsPerMinute = slower(p.SignInsPerMinute, 60*perSecond)
				continue
			case limit.who != "":
				continue
			case key == pacer.management:
				p.ManagementPerSecond = slower(p.ManagementPerSecond, perSecond)
			default:
				p.RequestsPerSecond = slower(p.RequestsPerSecond, perSecond)
			}
			p.Limits = append(p.Limits, fmt.Sprintf("%s: %d a %s", a.name, limit.limit, unitOf(period)))
		}
	}
	slices.Sort(p.Limits)
	p.Limits = slices.Compact(p.Limits)
	return p
}

// slower is the lower of two rates, of which 0 is none.
func slower(a, b float64) float64 {
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

// SignInsTake is how long so many sign-ins of one user take, at the limits known: those of the file, and those that the server
// told of users so far.
func (d *Deployment) SignInsTake(n int) time.Duration {
	perSecond, atOnce := d.File.Limits.SignInsPerMinute/60, int(d.File.Limits.SignInsPerMinute)
	pacer := d.wire.pace
	pacer.mu.Lock()
	defer pacer.mu.Unlock()
	for _, a := range pacer.apis {
		for limit, period := range a.periods {
			if strings.HasPrefix(limit.who, signsIn) && !a.common(limit.limit) {
				perSecond, atOnce = slower(perSecond, float64(limit.limit)/period.Seconds()), limit.limit
			}
		}
	}
	if perSecond == 0 || n <= atOnce {
		return 0
	}
	return time.Duration(float64(n-atOnce) / perSecond * float64(time.Second))
}
