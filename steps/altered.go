package steps

import (
	"strings"
	"unicode"
)

// unknownLike returns a token that looks like the given one and is not known to anybody: every letter and digit is replaced
// by another of its kind.
func (w *World) unknownLike(value string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + rune(w.random.IntN(26))
		case r >= 'A' && r <= 'Z':
			return 'A' + rune(w.random.IntN(26))
		case r >= '0' && r <= '9':
			return '0' + rune(w.random.IntN(10))
		}
		return r
	}, value)
}

// alteredCopy returns a copy of the value that is wrong in the way named, or only written otherwise, and whether there is such a way.
func alteredCopy(value, how string) (string, bool) {
	if written, known := respelled(value, how); known {
		return written, written != value
	}
	switch how {
	case "altered in the middle":
		i := len(value) / 2
		return value[:i] + string(otherCharacter(value[i])) + value[i+1:], true
	case "altered at the beginning":
		return string(otherCharacter(value[0])) + value[1:], true
	case "altered at the end":
		return value[:len(value)-1] + string(otherCharacter(value[len(value)-1])), true
	case "shortened by a character":
		return value[:len(value)-1], true
	}
	return "", false
}

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

// base64url is the alphabet of most tokens.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// otherCharacter is a character that may stand in the same place, and differs in the highest of its six bits: in the last place
// of a token the low ones may mean nothing, and a copy that spells the same bytes is the same token.
func otherCharacter(c byte) byte {
	if i := strings.IndexByte(base64url, c); i >= 0 {
		return base64url[i^32]
	}
	return 'x'
}
