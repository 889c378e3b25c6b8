package deployment

import (
	"hash/maphash"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// view is a text with encodings taken off, and for each of its bytes (and its end) the place in the original; without
// places it is the original.
type view struct {
	text          string
	at            []int32
	layers, wraps int // how many more encodings of each sort are taken off
}

func (v view) place(i int) int {
	if v.at == nil {
		return i
	}
	return int(v.at[i])
}

// escapes are encodings that leave the rest of a text as it is: of JSON and JavaScript strings, of HTML, of URLs, of forms, where a plus is a
// space, of mail, and the breaks of lines and colours. What is encoded begins with one of the marks.
var escapes = []escape{
	{marksOf("\\"), unescapeLiteral, nil}, {marksOf("&"), unescapeHTML, nil}, {marksOf("%"), unescapePercent, nil},
	{marksOf("+%"), unescapeForm, []string{"+"}}, {marksOf("="), unescapeQuotedPrintable, []string{"=\n", "=\r\n", "=3D"}},
	{marksOf("\\\r\n\x1b\u200b"), unbroken, nil},
}

// escape has a function that returns what a text begins with, and how many bytes that takes.
type escape struct {
	marks  *[256]bool
	decode func(string) (string, int)
	signs  []string // where there are any, a text without one of them is not encoded so, whatever it looks like
}

func (e escape) mayBeIn(text string) bool {
	return e.signs == nil || slices.ContainsFunc(e.signs, func(sign string) bool { return strings.Contains(text, sign) })
}

func marksOf(bytes string) *[256]bool {
	marks := &[256]bool{}
	for i := range len(bytes) {
		marks[bytes[i]] = true
	}
	return marks
}

// layers is how many encodings may lie on one another: JSON in HTML in JSON, or a query in a query in JSON. A long text
// may be meant to take long, and has one less. Beside these, wraps is how often base64 and the like are taken off.
const (
	layers   = 3
	wraps    = 2
	longText = 8 << 10
)

// mostViews bounds the ways to read one text.
const mostViews = 80

var viewSeed = maphash.MakeSeed()

// viewsOf reads a text in every way: as it is, and with each encoding taken off it, again and again. Encoders differ in
// what they escape and how; looking for the secret in the decoded text finds all their spellings.
func viewsOf(text string) []view {
	first := view{text: text, layers: layers, wraps: wraps}
	if len(text) > longText {
		first.layers--
	}
	views, seen := []view{first}, map[uint64]bool{maphash.String(viewSeed, text): true}
	for i := 0; i < len(views); i++ {
		for _, next := range views[i].peeled() {
			if hash := maphash.String(viewSeed, next.text); !seen[hash] && len(views) < mostViews {
				seen[hash] = true
				views = append(views, next)
			}
		}
	}
	return views
}

// peeled is the text less one more encoding, of each sort.
func (v view) peeled() []view {
	var peeled []view
	if v.wraps > 0 {
		if inner := v.unwrapped(); inner.text != "" {
			inner.layers, inner.wraps = v.layers, v.wraps-1
			peeled = append(peeled, inner)
		}
	}
	for _, e := range escapes {
		if v.layers == 0 || !e.mayBeIn(v.text) {
			continue
		}
		if next := v.decoded(e); next.text != "" {
			next.layers, next.wraps = v.layers-1, v.wraps
			peeled = append(peeled, next)
		}
	}
	return peeled
}

// decoded takes an encoding off; the text is "" where nothing is encoded so.
func (v view) decoded(e escape) view {
	first := 0
	for ; first < len(v.text); first++ {
		if e.marks[v.text[first]] {
			if piece, n := e.decode(v.text[first:]); piece != v.text[first:first+n] {
				break
			}
		}
	}
	if first == len(v.text) {
		return view{}
	}
	out := make([]byte, 0, len(v.text))
	at := make([]int32, 0, len(v.text)+1)
	copied := 0
	copyTo := func(i int) {
		out = append(out, v.text[copied:i]...)
		for ; copied < i; copied++ {
			at = append(at, int32(v.place(copied)))
		}
	}
	for i := first; i < len(v.text); {
		if !e.marks[v.text[i]] {
			i++
			continue
		}
		copyTo(i)
		piece, n := e.decode(v.text[i:])
		for range len(piece) {
			at = append(at, int32(v.place(i)))
		}
		out = append(out, piece...)
		i += n
		copied = i
	}
	copyTo(len(v.text))
	return view{text: string(out), at: append(at, int32(v.place(len(v.text))))}
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

// breaks are what writers put into a long value: ends of lines, with the next line's indent, also escaped as shells have
// it; colours and other commands to a terminal (ECMA-48); characters of no width.
var breaks = regexp.MustCompile(`^(\\?\r?\n[ \t]*|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x{200b}-\x{200d}])`)

func unbroken(s string) (string, int) {
	if c := s[0]; c == '\\' || c == '\r' || c == '\n' || c == '\x1b' || c == 0xe2 {
		if n := len(breaks.FindString(s[:min(len(s), 64)])); n > 0 {
			return "", n
		}
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
