package reports

import (
	"cmp"
	"fmt"
	"math"

	"github.com/revokespec/revokespec/record"
)

// propagationLines tell of each rule that looks at nodes how late one of them still accepted what had been ended elsewhere.
func propagationLines(r *record.Record) (lines []string) {
	for _, rule := range r.Rules {
		worst, latest, probes := record.Curve{}, 0.0, 0
		for _, c := range rule.Curves() {
			probes += len(c.Probes)
			if last, any := c.LastAcceptance(); any && (worst.At == "" || last > latest) {
				worst, latest = c, last
			}
		}
		switch {
		case worst.At != "":
			lines = append(lines, rule.ID+": "+worst.Says())
		case probes > 0 && !r.Deployment.Mock: // of which nobody wants to know
			lines = append(lines, fmt.Sprintf("%s: nothing that was ended was accepted, in %d presentations", rule.ID, probes))
		}
	}
	return lines
}

// curvePlot is a curve as it is drawn: what was accepted in the upper row, what was refused in the lower one, by the logarithm of the time.
type curvePlot struct {
	record.Curve
	Dots  []dot
	Ticks []tick
	Limit *tick // nil: at once
}

type dot struct {
	X, Y  float64
	Class string // accepted, refused, unclear
	Title string
}

type tick struct {
	X    float64
	Text string
}

// The plot's measures, in CSS pixels.
const (
	curveLeft, curveRight = 70.0, 610.0
	shortestShown         = 0.1 // milliseconds, at the left
)

var rowsOfCurve = map[record.Came]float64{record.Accepted: 16, record.Neither: 30, record.Refused: 44}

// curvesOf draws the curves of a rule.
func curvesOf(rule record.Rule) (plots []curvePlot) {
	for _, c := range rule.Curves() {
		longest := 1000.0
		for _, p := range c.Probes {
			longest = max(longest, p.AfterMS)
		}
		at := func(ms float64) float64 {
			share := math.Log(max(ms, shortestShown)/shortestShown) / math.Log(longest/shortestShown)
			return math.Round(curveLeft + share*(curveRight-curveLeft))
		}
		drawn := curvePlot{Curve: c}
		seen := map[dot]bool{}
		for _, p := range c.Probes {
			d := dot{X: at(p.AfterMS), Y: rowsOfCurve[p.Came], Class: string(p.Came)}
			if !seen[d] {
				seen[d] = true
				d.Title = fmt.Sprintf("%s %.1f ms after, over a %s connection", p.Came, p.AfterMS, p.Connection)
				drawn.Dots = append(drawn.Dots, d)
			}
		}
		for ms := 1.0; ms <= longest; ms *= 10 {
			drawn.Ticks = append(drawn.Ticks, tick{at(ms), cmp.Or(map[float64]string{1000: "1 s", 10000: "10 s", 100000: "100 s"}[ms], fmt.Sprintf("%.0f ms", ms))})
		}
		if c.LimitMS > 0 {
			drawn.Limit = &tick{at(c.LimitMS), "limit"}
		}
		plots = append(plots, drawn)
	}
	return plots
}

// measured are the rules whose curves a page draws.
func (p htmlPage) Measured() (rules []record.Rule) {
	for _, rule := range p.Rules {
		if len(rule.Curves()) > 0 {
			rules = append(rules, rule)
		}
	}
	return rules
}
