// Package progress shows on a terminal how a run goes on, and elsewhere in plain lines.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// plainEvery is how often progress says something where it cannot redraw a line: often enough to see that a run of
// minutes is alive, seldom enough for a log.
const plainEvery = 10 * time.Second

// Bar shows how far a run is: a bar on a terminal, an occasional line elsewhere. It may be used by many goroutines.
type Bar struct {
	mu       sync.Mutex
	w        io.Writer
	terminal bool
	what     string // is counted
	now      func() time.Time
	bar      *progressbar.ProgressBar
	total    int
	counts   record.Summary
	lastLine time.Time
	left     func() time.Duration // nil where it is not known
	said     string               // by Say, last
	again    int                  // how often it was to be said again since
}

// New shows progress on w, which is a terminal or is not. now is the clock by which lines are spaced.
func New(w io.Writer, terminal bool, now func() time.Time) *Bar {
	return &Bar{w: w, terminal: terminal, what: "rule", now: now}
}

// Counting says what is judged, instead of rules.
func (p *Bar) Counting(what string) *Bar {
	p.what = what
	return p
}

// Forecast has the progress show how much longer the run takes, as left says whenever it is asked.
func (p *Bar) Forecast(left func() time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = left
}

// Start begins a run of this many rules.
func (p *Bar) Start(total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total, p.counts, p.lastLine = total, record.Summary{}, p.now()
	if !p.terminal {
		_, _ = fmt.Fprintf(p.w, "judging %s\n", wording.Counted(total, p.what))
		return
	}
	p.bar = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(p.w),
		progressbar.OptionSetDescription("judging"),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

// Done counts one more rule.
func (p *Bar) Done(ruleID string, v record.Verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts.Add(v)
	if p.bar != nil {
		p.bar.Describe(fmt.Sprintf("%-11s", wording.Printable(ruleID)) + p.counts.Alarms() + p.longer(" "))
		_ = p.bar.Add(1)
		return
	}
	if !p.terminal && p.now().Sub(p.lastLine) >= plainEvery {
		p.lastLine = p.now()
		_, _ = fmt.Fprintf(p.w, "%d of %s: %s%s\n", p.counts.Total(), wording.Counted(p.total, p.what), p.counts, p.longer("; "))
	}
}

// Say shows one line beside the progress, such as what the run waits for. One that is said again and again is shown once, and
// how often it came before the next.
func (p *Bar) Say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if line == p.said {
		p.again++
		return
	}
	p.tellRepeats()
	p.said = line
	p.show(line)
}

func (p *Bar) tellRepeats() {
	if p.again > 0 {
		p.show(fmt.Sprintf("%s (%d times)", p.said, p.again+1))
	}
	p.said, p.again = "", 0
}

func (p *Bar) show(line string) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	_, _ = fmt.Fprintln(p.w, wording.Printable(line))
	if p.bar != nil {
		_ = p.bar.RenderBlank()
	}
}

// Finish ends the showing; what is printed next starts on a line of its own.
func (p *Bar) Finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tellRepeats()
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}

// longer is how much longer the run takes, after a separator; nothing where that is not known, or next to no time.
func (p *Bar) longer(separator string) string {
	if p.left == nil {
		return ""
	}
	left := p.left()
	if left < time.Second {
		return ""
	}
	return separator + "about " + wording.Approximately(left) + " left"
}
