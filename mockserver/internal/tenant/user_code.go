package tenant

import (
	"crypto/rand"
	"math/big"
	"strings"
	"unicode"
)

// UserCodeFormat is how user codes look (Auth0, tenant setting device_flow).
type UserCodeFormat struct {
	Charset string // base20 or digits
	Mask    string // an asterisk a character, with hyphens and spaces between them
}

// Character sets of user codes. That of base20 has no vowels, so that no words come out (RFC 8628 section 6.1).
const (
	CharsetBase20 = "base20"
	CharsetDigits = "digits"
)

var charsets = map[string]string{CharsetBase20: "BCDFGHJKLMNPQRSTVWXZ", CharsetDigits: "0123456789"}

// LongestMask is how long the mask of a user code may be (Management API, device_flow.mask).
const LongestMask = 20

// FewestCharacters is how many characters a user code needs, by character set, against guessing (Auth0, "Call Your API Using
// the Device Authorization Flow"); 0 for a set that is unknown.
func FewestCharacters(charset string) int {
	return map[string]int{CharsetBase20: 8, CharsetDigits: 9}[charset]
}

func defaultUserCodes() UserCodeFormat {
	return UserCodeFormat{Charset: CharsetBase20, Mask: "****-****"}
}

// UserCodeFormatOf reads the setting device_flow; what it leaves out is as by default.
func UserCodeFormatOf(setting map[string]any) UserCodeFormat {
	f := defaultUserCodes()
	for name, field := range map[string]*string{"charset": &f.Charset, "mask": &f.Mask} {
		if value, given := setting[name]; given {
			*field, _ = value.(string)
		}
	}
	return f
}

// Setting is the format as device_flow has it.
func (f UserCodeFormat) Setting() map[string]any {
	return map[string]any{"charset": f.Charset, "mask": f.Mask}
}

// TooShort says whether the codes could be guessed, or cannot be made: of a set that is unknown.
func (f UserCodeFormat) TooShort() bool {
	fewest := FewestCharacters(f.Charset)
	return fewest == 0 || strings.Count(f.Mask, "*") < fewest
}

// UserCodes is the format that the settings ask for; the default one where they ask for none that is valid.
func (s Settings) UserCodes() UserCodeFormat {
	setting, _ := s.Other["device_flow"].(map[string]any)
	f := UserCodeFormatOf(setting)
	if f.TooShort() || len(f.Mask) > LongestMask || !IsMask(f.Mask) {
		return defaultUserCodes()
	}
	return f
}

// IsMask says whether a text consists of what a mask may consist of.
func IsMask(text string) bool { return strings.Trim(text, "*- ") == "" }

// New makes a user code, as it is shown.
func (f UserCodeFormat) New() string {
	return f.fill(func(_, n int) int {
		i, _ := rand.Int(rand.Reader, big.NewInt(int64(n))) // never fails (crypto/rand, since Go 1.24)
		return int(i.Int64())
	})
}

// Sample is a code in that format, always the same one.
func (f UserCodeFormat) Sample() string { return f.fill(func(i, n int) int { return i * 7 % n }) }

// fill puts a character in place of each asterisk: choose picks that of the i-th, out of n.
func (f UserCodeFormat) fill(choose func(i, n int) int) string {
	set, known := charsets[f.Charset]
	if !known {
		set = charsets[CharsetBase20]
	}
	i := 0
	return strings.Map(func(c rune) rune {
		if c != '*' {
			return c
		}
		i++
		return rune(set[choose(i, len(set))])
	}, f.Mask)
}

// PlainUserCode is a user code without what makes it readable: users enter it in either case, and without separators.
func PlainUserCode(entered string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToUpper(c)
		}
		return -1
	}, entered)
}
