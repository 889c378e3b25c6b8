package reports

import (
	"fmt"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// soakSays is a load in one line.
func soakSays(s *record.Soak) string {
	broken := "no answer broke what must hold"
	if s.Broken > 0 {
		broken = fmt.Sprintf("%s broke what must hold", wording.Counted(s.Broken, "answer"))
	}
	return fmt.Sprintf("%s in %s by %s, %.0f a second; %s came to an end; %s",
		wording.Counted(s.Total(), "act"), milliseconds(s.DurationMS), wording.Counted(s.Workers, "user"), s.PerSecond(), wording.Counted(s.Dead, "token"), broken)
}

// columns are the heights of a plot in characters.
var columns = []rune("▁▂▃▄▅▆▇█")

// mostColumns bounds the width of a plot in a terminal.
const mostColumns = 60

// inColumns draws values as a row of columns, of which the highest is as high as a character. Where there are more than fit, the highest of
// neighbours is shown.
func inColumns(values []float64) string {
	each := max(1, (len(values)+mostColumns-1)/mostColumns)
	top, drawn := highest(values), []rune{}
	for from := 0; from < len(values); from += each {
		v := highest(values[from:min(from+each, len(values))])
		height := 0
		if top > 0 {
			height = min(int(v/top*float64(len(columns))), len(columns)-1)
		}
		drawn = append(drawn, columns[height])
	}
	return string(drawn)
}

func highest(values []float64) (top float64) {
	for _, v := range values {
		top = max(top, v)
	}
	return top
}

// inTime are the acts of each second, on average, the errors among them, and the time that the slowest of a hundred took, in the pieces of a load.
func inTime(s *record.Soak) (acts, errors, slow []float64) {
	for i, p := range s.Series {
		end := s.DurationMS
		if i+1 < len(s.Series) {
			end = s.Series[i+1].AtMS
		}
		seconds := max(end-p.AtMS, 1) / 1000
		if i > 0 && i+1 == len(s.Series) && seconds < 0.5*(p.AtMS-s.Series[i-1].AtMS)/1000 { // too short a rest to be called an average
			break
		}
		acts, errors, slow = append(acts, float64(p.Acts)/seconds), append(errors, float64(p.Errors)/seconds), append(slow, p.P99)
	}
	return acts, errors, slow
}

func (t terminal) load() {
	s := t.record.Soak
	if s == nil {
		return
	}
	t.printf("\n%s\n  %s\n", t.paint.bold("under load"), soakSays(s))
	t.printf("  %-20s  %8s  %8s  %8s  %8s  %8s  %8s\n", "", "count", "p50 ms", "p90", "p99", "p99.9", "max")
	for _, a := range s.Acts {
		t.printf("  %-20s  %8d  %8.1f  %8.1f  %8.1f  %8.1f  %8.1f  %s\n", wording.Printable(a.Act), a.Count, a.P50, a.P90, a.P99, a.P999, a.Max, wording.Printable(a.Tally()))
	}
	acts, errors, slow := inTime(s)
	t.printf("  acts a second  %s  %.0f at the most\n", inColumns(acts), highest(acts))
	if highest(errors) > 0 {
		t.printf("  errors         %s  %.0f at the most\n", inColumns(errors), highest(errors))
	}
	t.printf("  p99            %s  %.1f ms at the most\n", inColumns(slow), highest(slow))
}
