package reports

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

const (
	labelWidth    = 11  // columns of the labels of a finding
	bodyShown     = 600 // characters of a body in a text report; the JSON and HTML reports have all that was kept
	exchangeShown = 3   // of one step
)

// evidence writes label and text pairs, the text indented under its label.
type evidence struct {
	w      io.Writer
	indent string
	paint  painter
}

func (e evidence) line(label, text string) {
	text = strings.TrimRight(wording.Printable(text), "\n")
	if text == "" {
		return
	}
	pad := strings.Repeat(" ", labelWidth)
	padded := fmt.Sprintf("%-*s", labelWidth, label)
	_, _ = fmt.Fprintf(e.w, "%s%s%s\n", e.indent, e.paint.faint(padded), strings.ReplaceAll(text, "\n", "\n"+e.indent+pad))
}

// scenario writes what a scenario found: where, what was sent, what came back and what was wanted.
func (e evidence) scenario(f record.Finding) {
	if f.Scenario == nil {
		return
	}
	e.line("scenario", fmt.Sprintf("%s (%s)", f.Scenario.Name, f.Scenario.Location))
	if act := f.Act(); act != nil {
		e.line("after", fmt.Sprintf("%s %s: %s", act.Request.Method, act.Request.URL, answer(*act)))
	}
	exchanges := f.Exchanges()
	if more := len(exchanges) - exchangeShown; more > 0 {
		e.line("", wording.Counted(more, "earlier exchange")+" of this step: see the JSON and HTML reports")
		exchanges = exchanges[more:]
	}
	for _, x := range exchanges {
		e.line("sent", requestLine(x))
		e.line("came back", responseLine(x))
	}
	if f.Step == nil {
		e.line("wanted", "every step of the scenario; not all were run")
		return
	}
	e.line("wanted", strings.TrimSpace(f.Step.Keyword+" "+f.Step.Text)+"\n"+f.Step.Message)
}

func requestLine(x record.Exchange) string {
	return fmt.Sprintf("%s %s\n%s", x.Request.Method, x.Request.URL, shorten(x.Request.Body))
}

func responseLine(x record.Exchange) string {
	if x.Response == nil {
		return answer(x)
	}
	text := answer(x) + "\n" + shorten(x.Response.Body)
	if x.Response.Body == "" {
		text = answer(x) + ", no body"
	}
	if x.Error != "" {
		text += "\n" + x.Error
	}
	return text
}

// answer is the outcome of an exchange in a phrase.
func answer(x record.Exchange) string {
	after := milliseconds(x.DurationMS)
	if x.Response == nil {
		return fmt.Sprintf("no answer after %s: %s", after, x.Error)
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", x.Response.Status, http.StatusText(x.Response.Status))) + " after " + after
}

func shorten(body string) string {
	count := utf8.RuneCountInString(body)
	if count <= bodyShown {
		return body
	}
	return fmt.Sprintf("%s … (%s more)", string([]rune(body)[:bodyShown]), wording.Counted(count-bodyShown, "character"))
}

// milliseconds spells a duration for people: 81 ms, 10.2 s, 3m20s.
func milliseconds(ms float64) string {
	d := time.Duration(ms * float64(time.Millisecond))
	switch {
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", ms)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
