package tenant

import (
	"crypto/rand"
	"errors"
	"fmt"
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

	base20 = "BCDFGHJKLMNPQRSTVWXZ"
	digits = "0123456789"
)

const (
	longestMask = 20
	fewestBase  = 8 // characters, against guessing
	fewestDigit = 9
)

var defaultUserCodes = UserCodeFormat{Charset: CharsetBase20, Mask: "****-****"}

// ParseUserCodeFormat reads the tenant setting device_flow; what it leaves out is as by default. The error says what
// is wrong with it.
func ParseUserCodeFormat(setting map[string]any) (UserCodeFormat, error) {
	f := defaultUserCodes
	var err error
	for name, value := range setting {
		text, ok := value.(string)
		switch {
		case !ok:
			err = fmt.Errorf("device_flow.%s must be a string", name)
		case name == "charset":
			f.Charset = text
		case name == "mask":
			f.Mask = text
		default:
			err = fmt.Errorf("device_flow.%s is unknown", name)
		}
	}
	if err != nil {
		return UserCodeFormat{}, err
	}
	return f, f.check()
}

func (f UserCodeFormat) check() error {
	fewest := fewestBase
	switch f.Charset {
	case CharsetBase20:
	case CharsetDigits:
		fewest = fewestDigit
	default:
		return fmt.Errorf("device_flow.charset must be %s or %s", CharsetBase20, CharsetDigits)
	}
	switch {
	case len(f.Mask) > longestMask:
		return fmt.Errorf("device_flow.mask must have at most %d characters", longestMask)
	case strings.Trim(f.Mask, "*- ") != "":
		return errors.New("device_flow.mask must consist of asterisks, hyphens and spaces")
	case strings.Count(f.Mask, "*") < fewest:
		return fmt.Errorf("device_flow.mask must have at least %d asterisks", fewest)
	}
	return nil
}

// UserCodes is the format that the settings ask for; the default one where they ask for none that is valid.
func (s Settings) UserCodes() UserCodeFormat {
	setting, _ := s.Other["device_flow"].(map[string]any)
	f, err := ParseUserCodeFormat(setting)
	if err != nil {
		return defaultUserCodes
	}
	return f
}

// New makes a user code, as it is shown.
func (f UserCodeFormat) New() string {
	set := base20
	if f.Charset == CharsetDigits {
		set = digits
	}
	var out strings.Builder
	for _, c := range f.Mask {
		if c == '*' {
			n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(set)))) // never fails (crypto/rand, since Go 1.24)
			c = rune(set[n.Int64()])
		}
		out.WriteRune(c)
	}
	return out.String()
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
