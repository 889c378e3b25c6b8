package reports

import (
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// plot is a drawing of bars side by side, and perhaps a line over them: an SVG that scales with the page and has the colours of its style.
type plot struct {
	Title string // what it shows, for those who see it and those who do not
	Bars  []plotBar
	Line  string // the points of a line, "" for none
	Marks []plotMark
}

// plotBar is a bar, from the top of the picture; Alarm is the part of its height that is bad.
type plotBar struct{ X, Y, Width, Height, Alarm float64 }

// plotMark is a text at a place.
type plotMark struct {
	X, Y   float64
	Anchor string // start, middle or end
	Text   string
}

// The size of a plot, in its own units, and the room below its bars for marks.
const (
	plotWidth  = 600.0
	plotHeight = 140.0
	plotFoot   = 18.0
	plotHead   = 16.0
)

// newPlot draws bars of these values; alarms are parts of them, nil for none.
func newPlot(title string, values, alarms []float64) plot {
	p := plot{Title: title}
	top, width := max(highest(values), 1e-9), plotWidth/float64(max(len(values), 1))
	for i, v := range values {
		b := plotBar{X: float64(i) * width, Width: width * 0.9, Height: v / top * (plotHeight - plotHead)}
		b.Y = plotHeight - b.Height
		if alarms != nil {
			b.Alarm = alarms[i] / top * (plotHeight - plotHead)
		}
		p.Bars = append(p.Bars, b)
	}
	return p
}

// withLine draws a line of these values over the bars, on a scale of its own.
func (p plot) withLine(values []float64) plot {
	top, width := max(highest(values), 1e-9), plotWidth/float64(max(len(values), 1))
	var points []string
	for i, v := range values {
		points = append(points, fmt.Sprintf("%.1f,%.1f", (float64(i)+0.45)*width, plotHeight-v/top*(plotHeight-plotHead)))
	}
	p.Line = strings.Join(points, " ")
	return p
}

func (p plot) mark(x, y float64, anchor, text string) plot {
	p.Marks = append(p.Marks, plotMark{x, y, anchor, text})
	return p
}

// soakPlots are a load in time, and how long its requests took.
func soakPlots(s *record.Soak) []plot {
	acts, errors, slow := inTime(s)
	inTime := newPlot("Acts a second in time, those that were neither accepted nor refused in the colour of failures; the line is how long the slowest of a hundred took", acts, errors).withLine(slow).
		mark(0, 11, "start", fmt.Sprintf("%.0f acts a second", highest(acts))).mark(plotWidth, 11, "end", fmt.Sprintf("line: %.1f ms", highest(slow))).
		mark(0, plotHeight+plotFoot-4, "start", "0").mark(plotWidth, plotHeight+plotFoot-4, "end", milliseconds(s.DurationMS))
	var counts []float64
	for _, b := range s.Latency {
		counts = append(counts, float64(b.Count))
	}
	took := newPlot("How many requests took how long, sign-ins left out", counts, nil).mark(0, 11, "start", fmt.Sprintf("%.0f requests", highest(counts)))
	for i, b := range s.Latency {
		took = took.mark(took.Bars[i].X+took.Bars[i].Width/2, plotHeight+plotFoot-4, "middle", fmt.Sprintf("≤ %g ms", b.UpToMS))
	}
	return []plot{inTime, took}
}
