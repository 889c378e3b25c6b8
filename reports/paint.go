package reports

import "github.com/revokespec/revokespec/record"

// painter colours text by ANSI escapes, or leaves it as it is.
type painter bool

const (
	ansiBold   = "1"
	ansiFaint  = "2"
	ansiRed    = "1;31"
	ansiGreen  = "1;32"
	ansiYellow = "1;33"
)

func (p painter) with(code, text string) string {
	if !p {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p painter) bold(text string) string  { return p.with(ansiBold, text) }
func (p painter) alarm(text string) string { return p.with(ansiRed, text) }
func (p painter) faint(text string) string { return p.with(ansiFaint, text) }

func (p painter) verdict(v record.Verdict, text string) string {
	switch v {
	case record.Pass:
		return p.with(ansiGreen, text)
	case record.Fail:
		return p.with(ansiRed, text)
	case record.Warn, record.Inconclusive, record.Waived:
		return p.with(ansiYellow, text)
	}
	return p.faint(text)
}
