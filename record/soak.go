package record

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Soak is what was measured of a server under load, while it was watched that what is dead stays dead.
type Soak struct {
	AskedMS    float64      `json:"asked_ms"`    // how long the load was to last
	DurationMS float64      `json:"duration_ms"` // how long it did
	Workers    int          `json:"workers"`     // users, each with tokens of its own, who act side by side
	Dead       int          `json:"dead"`        // refresh tokens that came to an end
	Broken     int          `json:"broken"`      // answers that broke what must hold
	Acts       []SoakAct    `json:"acts"`
	Latency    []SoakBucket `json:"latency"` // of all requests but sign-ins, from quick to slow; buckets that are empty are left out
	Series     []SoakPoint  `json:"series"`  // in time
}

// SoakAct is one kind of act, of the whole load.
type SoakAct struct {
	Act     string         `json:"act"`
	Count   int            `json:"count"`
	Answers map[string]int `json:"answers"` // how often each: accepted, refused, 503, no answer
	P50     float64        `json:"p50_ms"`
	P90     float64        `json:"p90_ms"`
	P99     float64        `json:"p99_ms"`
	P999    float64        `json:"p999_ms"`
	Max     float64        `json:"max_ms"`
}

// SoakBucket counts the requests that took no longer than its bound, and longer than that of the bucket before.
type SoakBucket struct {
	UpToMS float64 `json:"up_to_ms"`
	Count  int     `json:"count"`
}

// SoakPoint is a piece of the time of a load.
type SoakPoint struct {
	AtMS   float64 `json:"at_ms"` // when it began
	Acts   int     `json:"acts"`
	Errors int     `json:"errors"` // acts that were neither accepted nor refused
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
}

// PerSecond is how many acts there were in a second, on average.
func (s *Soak) PerSecond() float64 {
	if s.DurationMS == 0 {
		return 0
	}
	return float64(s.Total()) * 1000 / s.DurationMS
}

// Total is the number of acts.
func (s *Soak) Total() (n int) {
	for _, a := range s.Acts {
		n += a.Count
	}
	return n
}

// Count is the number of acts of a kind.
func (s *Soak) Count(act string) int {
	for _, a := range s.Acts {
		if a.Act == act {
			return a.Count
		}
	}
	return 0
}

// Tally lists how often the act was answered how, the commonest first.
func (a SoakAct) Tally() string {
	var parts []string
	for _, answer := range slices.SortedFunc(maps.Keys(a.Answers), func(x, y string) int {
		return cmp.Or(cmp.Compare(a.Answers[y], a.Answers[x]), cmp.Compare(x, y))
	}) {
		parts = append(parts, fmt.Sprintf("%d %s", a.Answers[answer], answer))
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}

// Answered is how often an act was answered so.
func (s *Soak) Answered(act, answer string) int {
	for _, a := range s.Acts {
		if a.Act == act {
			return a.Answers[answer]
		}
	}
	return 0
}

func (s *Soak) withoutNulls() *Soak {
	if s == nil {
		return nil
	}
	c := *s
	c.Acts, c.Latency, c.Series = copiedList(c.Acts), copiedList(c.Latency), copiedList(c.Series)
	for i := range c.Acts {
		c.Acts[i].Answers = copiedMap(c.Acts[i].Answers)
	}
	return &c
}
