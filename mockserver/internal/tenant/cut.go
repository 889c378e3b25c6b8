package tenant

import (
	"strings"
	"unicode/utf8"
)

// Cut is a text as it may be kept: of that many bytes at most, with a mark where it went on. It is a copy, since a part of a
// request keeps all of the request in memory.
func Cut(s string, most int) string {
	if len(s) <= most {
		return strings.Clone(s)
	}
	for most > 0 && !utf8.RuneStart(s[most]) { // a character is not cut in two
		most--
	}
	return s[:most] + "..."
}

// Shorten is what a caller sent as an error may repeat it.
func Shorten(s string) string {
	const most = 80
	return Cut(s, most)
}
