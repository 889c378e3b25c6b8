package soak

import (
	"slices"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/revokespec/revokespec/record"
)

// The acts of a load.
const (
	SignIn     = "sign-in"
	Exchange   = "exchange"
	Revocation = "revocation"
	Look       = "look at a dead token"
)

// Acts are all of them, in the order in which they are shown.
var Acts = []string{SignIn, Exchange, Revocation, Look}

// What an act was answered; other answers are called by their status, or "no answer".
const (
	Accepted = "accepted"
	Refused  = "refused"
)

// The histograms count microseconds up to the longest, with a precision of one in a hundred.
const (
	longest   = 5 * time.Minute
	precision = 2
)

// mostPoints bounds the series.
const mostPoints = 100

// Meter measures a load. It is safe for concurrent use.
type Meter struct {
	asked    time.Duration
	interval time.Duration

	mu     sync.Mutex
	acts   map[string]*measured
	all    *hdrhistogram.Histogram // but sign-ins
	now    *hdrhistogram.Histogram // of the last point
	series []record.SoakPoint
}

type measured struct {
	answers map[string]int
	took    *hdrhistogram.Histogram
}

// NewMeter is for a load that is to last so long.
func NewMeter(asked time.Duration) *Meter {
	m := &Meter{asked: asked, interval: max(time.Second, (asked+mostPoints-1)/mostPoints), acts: map[string]*measured{}, all: newHistogram(), now: newHistogram()}
	for _, act := range Acts {
		m.acts[act] = &measured{answers: map[string]int{}, took: newHistogram()}
	}
	return m
}

func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, longest.Microseconds(), precision)
}

// Note counts an act that came to its end so long after the load began.
func (m *Meter) Note(act, answer string, took, at time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := m.acts[act]
	of.answers[answer]++
	micros := min(max(took.Microseconds(), 1), longest.Microseconds())
	_ = of.took.RecordValue(micros) // it is within the bounds
	point := m.point(at)
	point.Acts++
	if answer != Accepted && answer != Refused {
		point.Errors++
	}
	if act == SignIn { // which may be many requests
		return
	}
	_ = m.all.RecordValue(micros)
	_ = m.now.RecordValue(micros)
	point.P50, point.P99 = millis(m.now.ValueAtPercentile(50)), millis(m.now.ValueAtPercentile(99))
}

// point is the piece of the time that an act belongs to. An act that comes late belongs to the last one.
func (m *Meter) point(at time.Duration) *record.SoakPoint {
	began := at.Truncate(m.interval)
	if last := len(m.series) - 1; last >= 0 && m.series[last].AtMS >= ms(began) || len(m.series) > mostPoints {
		return &m.series[len(m.series)-1]
	}
	m.series = append(m.series, record.SoakPoint{AtMS: ms(began)})
	m.now.Reset()
	return &m.series[len(m.series)-1]
}

// Count is how often an act was answered so; "" is in any way.
func (m *Meter) Count(act, answer string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for a, times := range m.acts[act].answers {
		if answer == "" || a == answer {
			n += times
		}
	}
	return n
}

// Result is what was measured in so much time.
func (m *Meter) Result(took time.Duration) *record.Soak {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := &record.Soak{AskedMS: ms(m.asked), DurationMS: ms(took), Series: slices.Clone(m.series), Acts: []record.SoakAct{}, Latency: buckets(m.all)}
	for _, act := range Acts {
		of := m.acts[act]
		a := record.SoakAct{Act: act, Answers: map[string]int{}}
		for answer, n := range of.answers {
			a.Answers[answer], a.Count = n, a.Count+n
		}
		if a.Count > 0 {
			a.P50, a.P90, a.P99 = millis(of.took.ValueAtPercentile(50)), millis(of.took.ValueAtPercentile(90)), millis(of.took.ValueAtPercentile(99))
			a.P999, a.Max = millis(of.took.ValueAtPercentile(99.9)), millis(of.took.Max())
		}
		s.Acts = append(s.Acts, a)
	}
	return s
}

// buckets is a histogram with bounds that people read: 1, 2, 5, 10 and so on.
func buckets(h *hdrhistogram.Histogram) []record.SoakBucket {
	counted := []record.SoakBucket{}
	bars := h.Distribution()
	from := 0
	for bound := int64(10); from < len(bars); bound = next(bound) {
		b := record.SoakBucket{UpToMS: millis(bound)}
		for ; from < len(bars) && bars[from].From <= bound; from++ {
			b.Count += int(bars[from].Count)
		}
		if b.Count > 0 {
			counted = append(counted, b)
		}
	}
	return counted
}

// next is the bound after one: 1, 2, 5, 10.
func next(bound int64) int64 {
	leading := bound
	for leading >= 10 {
		leading /= 10
	}
	if leading == 2 {
		return bound / 2 * 5
	}
	return bound * 2
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func millis(micros int64) float64 { return float64(micros) / 1000 }
