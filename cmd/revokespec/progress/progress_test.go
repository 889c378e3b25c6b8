package progress

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func TestProgressInALogIsOccasional(t *testing.T) {
	now := recordtest.Started
	out := &bytes.Buffer{}
	p := New(out, false, func() time.Time { return now })
	p.Start(5)
	p.Done("REV-01", record.Pass)
	now = now.Add(9 * time.Second)
	p.Done("REV-02", record.Pass)
	now = now.Add(time.Second)
	p.Done("REV-03", record.Fail)
	p.Done("REV-04", record.Inconclusive)
	p.Say("waiting 30s for the leeway\x1b[2J")
	p.Done("REV-05", record.NotApplicable)
	p.Finish()
	assert.Equal(t, "judging 5 rules\n3 of 5 rules: 1 fail, 2 pass\nwaiting 30s for the leeway\\x1b[2J\n", out.String())
}

func TestProgressOnATerminalIsABar(t *testing.T) {
	out := &bytes.Buffer{}
	p := New(out, true, time.Now)
	p.Start(2)
	p.Done("REV-01", record.Fail)
	p.Say("waiting")
	p.Done("REV-02", record.Pass)
	p.Finish()
	text := out.String()
	assert.Contains(t, text, "REV-01")
	assert.Contains(t, text, "1 fail")
	assert.Contains(t, text, "waiting\n")
	assert.True(t, strings.HasSuffix(text, "\r"), "the next line starts at the margin: %q", text)
}

func TestProgressFromManyGoroutines(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		p := New(&bytes.Buffer{}, terminal, time.Now)
		p.Start(40)
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() { p.Done(fmt.Sprintf("REV-%02d", i), record.Pass) })
		}
		all.Wait()
		p.Finish()
		assert.Equal(t, record.Summary{Pass: 40}, p.counts)
	}
}

func TestProgressWithoutStartDoesNotFall(_ *testing.T) {
	p := New(&bytes.Buffer{}, true, time.Now)
	p.Done("REV-01", record.Pass)
	p.Finish()
}

func TestProgressTellsTheTimeLeft(t *testing.T) {
	now := recordtest.Started
	left := 12 * time.Minute
	out := &bytes.Buffer{}
	p := New(out, false, func() time.Time { return now })
	p.Forecast(func() time.Duration { return left })
	p.Start(3)
	now = now.Add(10 * time.Second)
	p.Done("REV-01", record.Pass)
	now, left = now.Add(10*time.Second), 0
	p.Done("REV-02", record.Pass)
	assert.Equal(t, "judging 3 rules\n1 of 3 rules: 1 pass; about 12 min left\n2 of 3 rules: 2 pass\n", out.String())

	out.Reset()
	bar := New(out, true, time.Now)
	bar.Forecast(func() time.Duration { return 42 * time.Second })
	bar.Start(2)
	bar.Done("REV-01", record.Pass)
	assert.Contains(t, out.String(), "about 42 s left")
}

func TestProgressSaysTheSameOnce(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		out := &bytes.Buffer{}
		p := New(out, terminal, time.Now)
		for _, line := range []string{"waiting", "waiting", "waiting", "on", "waiting", "off", "off"} {
			p.Say(line)
		}
		p.Finish()
		assert.Equal(t, "waiting\nwaiting (3 times)\non\nwaiting\noff\noff (2 times)\n", out.String())
	}
}
