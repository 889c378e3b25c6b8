package reports

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressInALogIsOccasional(t *testing.T) {
	now := started
	out := &bytes.Buffer{}
	p := NewProgress(out, false, func() time.Time { return now })
	p.Start(5)
	p.Done("REV-01", Pass)
	now = now.Add(9 * time.Second)
	p.Done("REV-02", Pass)
	now = now.Add(time.Second)
	p.Done("REV-03", Fail)
	p.Done("REV-04", Inconclusive)
	p.Say("waiting 30s for the leeway\x1b[2J")
	p.Done("REV-05", NotApplicable)
	p.Finish()
	assert.Equal(t, "judging 5 rules\n3 of 5 rules: 1 fail, 2 pass\nwaiting 30s for the leeway\\x1b[2J\n", out.String())
}

func TestProgressOnATerminalIsABar(t *testing.T) {
	out := &bytes.Buffer{}
	p := NewProgress(out, true, time.Now)
	p.Start(2)
	p.Done("REV-01", Fail)
	p.Say("waiting")
	p.Done("REV-02", Pass)
	p.Finish()
	text := out.String()
	assert.Contains(t, text, "REV-01")
	assert.Contains(t, text, "1 fail")
	assert.Contains(t, text, "waiting\n")
	assert.True(t, strings.HasSuffix(text, "\r"), "the next line starts at the margin: %q", text)
}

func TestProgressFromManyGoroutines(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		p := NewProgress(&bytes.Buffer{}, terminal, time.Now)
		p.Start(40)
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() { p.Done(fmt.Sprintf("REV-%02d", i), Pass) })
		}
		all.Wait()
		p.Finish()
		assert.Equal(t, Summary{Pass: 40}, p.counts)
	}
}

func TestProgressWithoutStartDoesNotFall(_ *testing.T) {
	p := NewProgress(&bytes.Buffer{}, true, time.Now)
	p.Done("REV-01", Pass)
	p.Finish()
}
