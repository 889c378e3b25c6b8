package deployment

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
)

// view is a text with an encoding taken off, and for each of its bytes (and its end) the place in the original.
type view struct {
	text string
	at   []int
}

// viewsOf lists the ways in which a text may be read: as it is, JSON-unescaped or HTML-unescaped, and each of these
// percent-decoded once or twice, with + as itself or as a space. Encoders differ in what they escape and how; looking
// for the secret in the decoded text finds all their spellings.
func viewsOf(text string) []view {
	identity := view{text: text, at: make([]int, len(text)+1)}
	for i := range identity.at {
		identity.at[i] = i
	}
	views := []view{identity}
	extend := func(from []view, marks string, decode func(string) (string, int)) []view {
		var more []view
		for _, v := range from {
			if strings.ContainsAny(v.text, marks) {
				more = append(more, v.decoded(decode))
			}
		}
		return more
	}
	views = append(views, append(extend(views, `\`, unescapeJSON), extend(views, "&", unescapeHTML)...)...)
	plain := extend(views, "%", unescapePercent)
	form := extend(views, "+", unescapeForm)
	views = append(append(views, plain...), form...)
	return append(views, extend(append(plain, form...), "%", unescapePercent)...)
}

// decoded applies a decoder, which returns what the text begins with and how many bytes that takes.
func (v view) decoded(decode func(string) (string, int)) view {
	var out strings.Builder
	at := make([]int, 0, len(v.at))
	for i := 0; i < len(v.text); {
		piece, n := decode(v.text[i:])
		for range len(piece) {
			at = append(at, v.at[i])
		}
		out.WriteString(piece)
		i += n
	}
	return view{text: out.String(), at: append(at, v.at[len(v.text)])}
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

func unescapeJSON(s string) (string, int) {
	if s[0] != '\\' || len(s) < 2 {
		return s[:1], 1
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return "\"\\/\b\f\n\r\t"[i : i+1], 2
	}
	if first, ok := codeUnit(s); ok {
		if second, ok := codeUnit(s[6:]); ok && utf16.IsSurrogate(first) {
			return string(utf16.DecodeRune(first, second)), 12
		}
		return string(first), 6
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
