package steps

import "strings"

// spelling is another way to write a token, which some servers read as the token itself: a decoder of base64 forgives, a database
// compares without case or accents, or something before it trims.
type spelling struct {
	name  string
	write func(value string) string // the value itself where it cannot be written so
}

// spellings are those ways. Whoever holds a token so written holds all of it.
var spellings = []spelling{
	{`followed by "="`, after("=")},
	{`followed by "=="`, after("==")},
	{"with its spare bits set", withSpareBits},
	{"in the other alphabet of base64", strings.NewReplacer("-", "+", "_", "/", "+", "-", "/", "_").Replace},
	{"with a line break in it", func(v string) string { return v[:len(v)/2] + "\n" + v[len(v)/2:] }},
	{"followed by a space", after(" ")},
	{"after a space", before(" ")},
	{"followed by a line break", after("\r\n")},
	{"after a line break", before("\n")},
	{"followed by a tab", after("\t")},
	{"followed by a zero byte", after("\x00")},
	{"percent-encoded once more", percentEncoded},
	{"in small letters", strings.ToLower},
	{"in capital letters", strings.ToUpper},
	{"with its case swapped", func(v string) string { return strings.Map(swapCase, v) }},
	{"with an accent on a letter", accents.Replace},
	{"in quotation marks", func(v string) string { return `"` + v + `"` }},
	{"in apostrophes", func(v string) string { return "'" + v + "'" }},
	{`after "Bearer"`, before("Bearer ")},
	{"followed by a full stop and more", after(".x")},
	{"followed by a comma and more", after(",x")},
	{"followed by a semicolon and more", after(";x")},
	{"followed by a number sign and more", after("#x")},
	{"followed by a slash and more", after("/x")},
	{"followed by a tilde and more", after("~x")},
	{"followed by a no-break space", after("\u00a0")},
	{"after a byte order mark", before(byteOrderMark)},
	{"with a space of no width in it", func(v string) string { return v[:len(v)/2] + "\u200b" + v[len(v)/2:] }},
	{"in full-width letters", func(v string) string { return strings.Map(fullWidth, v) }},
	{"lengthened by a character", func(v string) string { return v + string(otherCharacter(v[len(v)-1])) }},
}

func after(tail string) func(string) string  { return func(v string) string { return v + tail } }
func before(head string) func(string) string { return func(v string) string { return head + v } }

// withSpareBits changes the lowest bit of the last character. Where the token's bytes do not fill that, it means nothing.
func withSpareBits(value string) string {
	last := len(value) - 1
	i := strings.IndexByte(base64url, value[last])
	if i < 0 {
		return value
	}
	return value[:last] + string(base64url[i^1])
}

// accents are letters that many databases compare as if they had none.
var accents = strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ú", "y", "ý", "c", "ć", "n", "ń",
	"A", "Á", "E", "É", "I", "Í", "O", "Ó", "U", "Ú", "Y", "Ý", "C", "Ć", "N", "Ń")

// fullWidth is the same character as it stands among Chinese ones: a text that is normalised for its meaning has the plain one instead.
func fullWidth(r rune) rune {
	if r > ' ' && r <= '~' {
		return r + '！' - '!'
	}
	return r
}

// respelled is the value so written; known is whether there is such a way.
func respelled(value, how string) (written string, known bool) {
	for _, s := range spellings {
		if s.name == how {
			return s.write(value), true
		}
	}
	return "", false
}

// otherwise is the token in each way in which it can be written otherwise.
func (t *token) otherwise(yield func(how string, written *token) bool) {
	for _, s := range spellings {
		copied := *t
		if copied.value = s.write(t.value); copied.value != t.value && !yield(s.name, &copied) {
			return
		}
	}
}
