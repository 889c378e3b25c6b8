package reports

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// plainEvery is how often progress says something where it cannot redraw a line: often enough to see that a run of
// minutes is alive, seldom enough for a log.
const plainEvery = 10 * time.Second

// Progress shows how far a run is: a bar on a terminal, an occasional line elsewhere. It may be used by many goroutines.
type Progress struct {
	mu       sync.Mutex
	w        io.Writer
	terminal bool
	what     string // is counted
	now      func() time.Time
	bar      *progressbar.ProgressBar
	total    int
	counts   record.Summary
	lastLine time.Time
	left     func() time.Duration // nil where nobody foresees it
	said     string               // by Say, last
	again    int                  // how often it was to be said again since
}

// NewProgress shows progress on w, which is a terminal or is not. now is the clock by which lines are spaced.
func NewProgress(w io.Writer, terminal bool, now func() time.Time) *Progress {
	return &Progress{w: w, terminal: terminal, what: "rule", now: now}
}

// Counting says what is judged, instead of rules.
func (p *Progress) Counting(what string) *Progress {
	p.what = what
	return p
}

// Forecast has the progress show how much longer the run takes, as left says whenever it is asked.
func (p *Progress) Forecast(left func() time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = left
}

// Start begins a run of this many rules.
func (p *Progress) Start(total int) {
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
func (p *Progress) Done(ruleID string, v record.Verdict) {
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
func (p *Progress) Say(line string) {
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

func (p *Progress) tellRepeats() {
	if p.again > 0 {
		p.show(fmt.Sprintf("%s (%d times)", p.said, p.again+1))
	}
	p.said, p.again = "", 0
}

func (p *Progress) show(line string) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	_, _ = fmt.Fprintln(p.w, wording.Printable(line))
	if p.bar != nil {
		_ = p.bar.RenderBlank()
	}
}

// Finish ends the showing; what is printed next starts on a line of its own.
func (p *Progress) Finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tellRepeats()
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}

// longer is how much longer the run takes, after a separator; nothing where that is not known, or next to no time.
func (p *Progress) longer(separator string) string {
	if p.left == nil {
		return ""
	}
	left := p.left()
	if left < time.Second {
		return ""
	}
	return separator + "about " + Approximately(left) + " left"
}

// Approximately spells a time that is estimated: 40 s, 1 min 50 s, 12 min, 1 h 20 min.
func Approximately(d time.Duration) string {
	switch {
	case d < time.Second:
		return "1 s"
	case d < 90*time.Second:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < 5*time.Minute:
		d = d.Round(10 * time.Second)
		return strings.TrimSuffix(fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60), " 0 s")
	case d < 90*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	d = d.Round(10 * time.Minute)
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}
