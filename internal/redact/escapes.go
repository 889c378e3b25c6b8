package redact

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// escapes are encodings that leave the rest of a text as it is: those of JSON and JavaScript strings, of HTML, of URLs, of forms (where a
// plus is a space), of mail, and line breaks and colours. Each escape begins with one of the marks.
var escapes = [...]escape{
	{marksOf("\\"), unescapeLiteral, nil}, {marksOf("&"), unescapeHTML, nil}, {marksOf("%"), unescapePercent, nil},
	{marksOf("+%"), unescapeForm, []string{"+"}}, {marksOf("="), unescapeQuotedPrintable, []string{"=\n", "=\r\n", "=3D"}},
	{marksOf("\\\r\n\x1b\xe2"), unescapeBreak, nil},
}

// escape is one encoding. decode returns the decoded beginning of a text, and how many bytes of the text that was.
type escape struct {
	marks  *[256]bool
	decode func(string) (string, int)
	signs  []string // where there are any, a text without one of them is not encoded so, whatever it looks like
}

func (e *escape) mayBeIn(text string) bool {
	return e.signs == nil || slices.ContainsFunc(e.signs, func(sign string) bool { return strings.Contains(text, sign) })
}

func marksOf(bytes string) *[256]bool {
	marks := &[256]bool{}
	for i := range len(bytes) {
		marks[bytes[i]] = true
	}
	return marks
}

// escapesMarkedBy has, for each byte, a bit for each of the escapes that it is a mark of.
var escapesMarkedBy = func() *[256]uint8 {
	table := &[256]uint8{}
	for i, e := range escapes {
		for c, is := range e.marks {
			if is {
				table[c] |= 1 << i
			}
		}
	}
	return table
}()

// marksIn has a bit for each of the escapes that a text has a mark of.
func marksIn(text string) (bits uint8) {
	for i := range len(text) {
		bits |= escapesMarkedBy[text[i]]
	}
	return bits
}

// next is where the next mark stands, from a place on; the end of the text where there is none.
func (e *escape) next(text string, from int) int {
	for from < len(text) && !e.marks[text[from]] {
		from++
	}
	return from
}

// peel takes the encoding off a text.
func (e *escape) peel(text string, p *peeler) {
	first := e.next(text, 0)
	for ; first < len(text); first = e.next(text, first+1) {
		if piece, n := e.decode(text[first:]); piece != text[first:first+n] {
			break
		}
	}
	if first == len(text) {
		return
	}
	p.copy(text, 0, first)
	for i := first; i < len(text); {
		piece, n := e.decode(text[i:])
		p.put(piece, i)
		i += n
		mark := e.next(text, i)
		p.copy(text, i, mark)
		i = mark
	}
}

func unescapePercent(s string) (string, int) {
	if s[0] == '%' && len(s) >= 3 {
		if b, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
			return string([]byte{byte(b)}), 3
		}
	}
	return s[:1], 1
}

func unescapeForm(s string) (string, int) {
	if s[0] == '+' {
		return " ", 1
	}
	return unescapePercent(s)
}

// unescapeQuotedPrintable is RFC 2045 section 6.7.
func unescapeQuotedPrintable(s string) (string, int) {
	if s[0] != '=' || len(s) < 2 {
		return s[:1], 1
	}
	if s[1] == '\n' {
		return "", 2
	}
	if len(s) >= 3 && s[1] == '\r' && s[2] == '\n' {
		return "", 3
	}
	if len(s) >= 3 && isUpperHex(s[1]) && isUpperHex(s[2]) {
		return unescapePercent("%" + s[1:3])
	}
	return s[:1], 1
}

func isUpperHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' }

func unescapeBreak(s string) (string, int) {
	if n := breakOf(s[:min(len(s), longestBreak)]); n > 0 {
		return "", n
	}
	return s[:1], 1
}

func unescapeHTML(s string) (string, int) {
	if s[0] == '&' {
		if end := strings.IndexByte(s[:min(len(s), 12)], ';'); end > 0 {
			return html.UnescapeString(s[:end+1]), end + 1
		}
	}
	return s[:1], 1
}

// unescapeLiteral reads what a string of JSON, JavaScript or Go begins with.
func unescapeLiteral(s string) (string, int) {
	if s[0] != '\\' || len(s) < 2 {
		return s[:1], 1
	}
	if i := strings.IndexByte(`"'\/abfnrtv`, s[1]); i >= 0 {
		return "\"'\\/\a\b\f\n\r\t\v"[i : i+1], 2
	}
	if first, ok := codeUnit(s); ok {
		if second, ok := codeUnit(s[6:]); ok && utf16.IsSurrogate(first) {
			return string(utf16.DecodeRune(first, second)), 12
		}
		return string(first), 6
	}
	if s[1] == 'x' && len(s) >= 4 {
		if b, err := strconv.ParseUint(s[2:4], 16, 8); err == nil {
			return string([]byte{byte(b)}), 4
		}
	}
	if s[1] == 'U' && len(s) >= 10 {
		if c, err := strconv.ParseUint(s[2:10], 16, 31); err == nil {
			return string(rune(c)), 10
		}
	}
	return s[:1], 1
}

// codeUnit reads \uXXXX.
func codeUnit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
