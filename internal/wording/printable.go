package wording

import (
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Printable makes control characters visible, so that no answer of a server can steer the terminal it is shown on.
// Line breaks and tabs stay.
func Printable(text string) string {
	const digits = "0123456789abcdef"
	out := strings.Builder{}
	for _, c := range strings.ToValidUTF8(text, "\ufffd") {
		switch {
		case c == '\n' || c == '\t':
			out.WriteRune(c)
		case c < 0x100 && unicode.IsControl(c):
			out.WriteString(`\x` + string(digits[c>>4]) + string(digits[c&15]))
		case unicode.Is(unicode.Cf, c), c == '\u2028', c == '\u2029': // directions, joiners and ends of lines that reorder what is read
			out.WriteRune('\ufffd')
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// Guard guards a writer of text for people: whatever is written to it, nothing steers the terminal behind. It is for
// messages, which hold words of servers and files; what has colours of its own, or is to be read by programs, goes by it.
// It may be used by many goroutines.
func Guard(w io.Writer) io.Writer { return &guarded{w: w} }

type guarded struct {
	mu   sync.Mutex
	w    io.Writer
	half []byte // a character of which the rest is still to come
}

func (g *guarded) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	whole := append(g.half, p...)
	n := len(whole)
	for back := 1; back < utf8.UTFMax && back <= n; back++ {
		if utf8.RuneStart(whole[n-back]) {
			if !utf8.FullRune(whole[n-back:]) {
				n -= back
			}
			break
		}
	}
	g.half = append([]byte(nil), whole[n:]...)
	if _, err := io.WriteString(g.w, Printable(string(whole[:n]))); err != nil {
		return 0, err
	}
	return len(p), nil
}
