package soak

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
)

// However much is put in, little is kept, the newest among it, and of the rest as much from the beginning as from the end.
func TestASampleIsBoundedAndEven(t *testing.T) {
	const total = 100_000
	s := NewSample[int](rand.New(rand.NewPCG(1, 1)))
	assert.Nil(t, s.Draw())
	assert.Nil(t, s.Last())
	for i := range total {
		s.Put(&i)
	}
	assert.Equal(t, total, s.Total())
	assert.Equal(t, total-1, *s.Last())
	assert.Len(t, s.newest, keptNewest)
	assert.Len(t, s.older, keptOlder)
	newest, firstHalf := 0, 0
	for range 10_000 {
		switch drawn := *s.Draw(); {
		case drawn >= total-keptNewest:
			newest++
		case drawn < total/2:
			firstHalf++
		}
	}
	assert.InDelta(t, 5000, newest, 300)
	assert.InDelta(t, 2500, firstHalf, 600)
}

func TestAMeter(t *testing.T) {
	m := NewMeter(10 * time.Second)
	for i := range 100 {
		m.Note(Exchange, Accepted, time.Duration(i+1)*time.Millisecond, time.Duration(i)*100*time.Millisecond)
	}
	m.Note(Look, Refused, 40*time.Microsecond, 9500*time.Millisecond)
	m.Note(Look, "503", time.Hour, 9600*time.Millisecond)
	m.Note(SignIn, Accepted, time.Second, 9700*time.Millisecond)
	s := m.Result(10 * time.Second)
	assert.Equal(t, 103, s.Total())
	assert.InDelta(t, 10.3, s.PerSecond(), 0.001)
	assert.Len(t, s.Series, 10)
	assert.Equal(t, 1, s.Series[9].Errors)
	assert.Equal(t, 13, s.Series[9].Acts)
	assert.Equal(t, 1, m.Count(Look, "503"))
	assert.Equal(t, 2, m.Count(Look, ""))
	exchange := s.Acts[1]
	assert.Equal(t, Exchange, exchange.Act)
	assert.InEpsilon(t, 50, exchange.P50, 0.02)
	assert.InEpsilon(t, 99, exchange.P99, 0.02)
	assert.Equal(t, map[string]int{Refused: 1, "503": 1}, s.Acts[3].Answers)
	assert.Equal(t, record.SoakBucket{UpToMS: 0.05, Count: 1}, s.Latency[0])
	counted := 0
	for _, b := range s.Latency {
		counted += b.Count
	}
	assert.Equal(t, 102, counted, "sign-ins are not among them")
}

// The series of a long load is as short as that of a short one, also where it lasts longer than was asked.
func TestASeriesIsBounded(t *testing.T) {
	m := NewMeter(time.Hour)
	for at := time.Duration(0); at < 2*time.Hour; at += time.Second {
		m.Note(Look, Refused, time.Millisecond, at)
	}
	assert.LessOrEqual(t, len(m.Result(2*time.Hour).Series), mostPoints+1)
}
