package reports

import (
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// chart is a drawing of bars side by side, and perhaps a line over them: an SVG that scales with the page and has the colours of its style.
type chart struct {
	Title string // what it shows, for those who see it and those who do not
	Bars  []chartBar
	Line  string // the points of a line, "" for none
	Marks []chartMark
}

// chartBar is a bar, from the top of the picture; Alarm is the part of its height that is bad.
type chartBar struct{ X, Y, Width, Height, Alarm float64 }

// chartMark is a text at a place.
type chartMark struct {
	X, Y   float64
	Anchor string // start, middle or end
	Text   string
}

// The size of a chart, in its own units, and the room below its bars for marks.
const (
	chartWidth  = 600.0
	chartHeight = 140.0
	chartFoot   = 18.0
	chartHead   = 16.0
)

// newChart draws bars of these values; alarms are parts of them, nil for none.
func newChart(title string, values, alarms []float64) chart {
	p := chart{Title: title}
	top, width := max(highest(values), 1e-9), chartWidth/float64(max(len(values), 1))
	for i, v := range values {
		b := chartBar{X: float64(i) * width, Width: width * 0.9, Height: v / top * (chartHeight - chartHead)}
		b.Y = chartHeight - b.Height
		if alarms != nil {
			b.Alarm = alarms[i] / top * (chartHeight - chartHead)
		}
		p.Bars = append(p.Bars, b)
	}
	return p
}

// withLine draws a line of these values over the bars, on a scale of its own.
func (p chart) withLine(values []float64) chart {
	top, width := max(highest(values), 1e-9), chartWidth/float64(max(len(values), 1))
	var points []string
	for i, v := range values {
		points = append(points, fmt.Sprintf("%.1f,%.1f", (float64(i)+0.45)*width, chartHeight-v/top*(chartHeight-chartHead)))
	}
	p.Line = strings.Join(points, " ")
	return p
}

func (p chart) mark(x, y float64, anchor, text string) chart {
	p.Marks = append(p.Marks, chartMark{x, y, anchor, text})
	return p
}

// soakCharts are a load in time, and how long its requests took.
func soakCharts(s *record.Soak) []chart {
	acts, errors, slow := inTime(s)
	inTime := newChart("Acts a second in time, those that were neither accepted nor refused in the colour of failures; the line is how long the slowest of a hundred took", acts, errors).withLine(slow).
		mark(0, 11, "start", fmt.Sprintf("%.0f acts a second", highest(acts))).mark(chartWidth, 11, "end", fmt.Sprintf("line: %.1f ms", highest(slow))).
		mark(0, chartHeight+chartFoot-4, "start", "0").mark(chartWidth, chartHeight+chartFoot-4, "end", milliseconds(s.DurationMS))
	var counts []float64
	for _, b := range s.Latency {
		counts = append(counts, float64(b.Count))
	}
	took := newChart("How many requests took how long, sign-ins left out", counts, nil).mark(0, 11, "start", fmt.Sprintf("%.0f requests", highest(counts)))
	for i, b := range s.Latency {
		took = took.mark(took.Bars[i].X+took.Bars[i].Width/2, chartHeight+chartFoot-4, "middle", fmt.Sprintf("≤ %g ms", b.UpToMS))
	}
	return []chart{inTime, took}
}
