package deployment

import (
	"hash/maphash"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
)

// view is a text with encodings taken off, and for each of its bytes (and its end) the place in the original; without
// places it is the original.
type view struct {
	text string
	at   []int
}

func (v view) place(i int) int {
	if v.at == nil {
		return i
	}
	return v.at[i]
}

// decoders take off one encoding each: of JSON and JavaScript strings, of HTML, of URLs, and of forms, where a plus is a
// space. A text without a mark is not encoded so.
var decoders = []struct {
	mark   byte
	decode func(string) (string, int)
}{{'\\', unescapeLiteral}, {'&', unescapeHTML}, {'%', unescapePercent}, {'+', unescapeForm}}

// layers is how many encodings may lie on one another: JSON in HTML in JSON, or a query in a query in JSON. A long text
// may be meant to take long, and has one less.
const (
	layers   = 3
	longText = 8 << 10
)

var viewSeed = maphash.MakeSeed()

// viewsOf reads a text in every way: as it is, and with each encoding taken off it, again and again. Encoders differ in
// what they escape and how; looking for the secret in the decoded text finds all their spellings.
func viewsOf(text string) []view {
	depth := layers
	if len(text) > longText {
		depth--
	}
	views, seen := []view{{text: text}}, map[uint64]bool{}
	for begin := 0; depth > 0; depth-- {
		end := len(views)
		for _, v := range views[begin:end] {
			for _, d := range decoders {
				if strings.IndexByte(v.text, d.mark) < 0 {
					continue
				}
				next := v.decoded(d.decode)
				if hash := maphash.String(viewSeed, next.text); next.text != text && !seen[hash] {
					seen[hash] = true
					views = append(views, next)
				}
			}
		}
		begin = end
	}
	return views
}

// decoded applies a decoder, which returns what the text begins with and how many bytes that takes.
func (v view) decoded(decode func(string) (string, int)) view {
	var out strings.Builder
	out.Grow(len(v.text))
	at := make([]int, 0, len(v.text)+1)
	for i := 0; i < len(v.text); {
		piece, n := decode(v.text[i:])
		for range len(piece) {
			at = append(at, v.place(i))
		}
		out.WriteString(piece)
		i += n
	}
	return view{text: out.String(), at: append(at, v.place(len(v.text)))}
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
