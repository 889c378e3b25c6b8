package tenant

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PasswordPolicy is how strong a new password must be (Auth0, "Password Strength in Auth0 Database Connections"). Passwords
// of a seed need not be.
type PasswordPolicy string

// The policies. Auth0's new connections have PasswordGood.
const (
	PasswordNone      PasswordPolicy = "none"      // any password
	PasswordLow       PasswordPolicy = "low"       // six characters
	PasswordFair      PasswordPolicy = "fair"      // eight, with a lower-case letter, an upper-case one and a digit
	PasswordGood      PasswordPolicy = "good"      // eight, with three of: lower-case, upper-case, digit, anything else
	PasswordExcellent PasswordPolicy = "excellent" // the same with ten, and none more than twice in a row
)

// PasswordPolicies are all of them, weakest first.
func PasswordPolicies() []string {
	return []string{string(PasswordNone), string(PasswordLow), string(PasswordFair), string(PasswordGood), string(PasswordExcellent)}
}

// Admits says whether a password is strong enough. The empty policy is PasswordGood.
func (p PasswordPolicy) Admits(password string) bool {
	n, kinds := utf8.RuneCountInString(password), kindsIn(password)
	switch p {
	case PasswordNone:
		return true
	case PasswordLow:
		return n >= 6
	case PasswordFair:
		return n >= 8 && kinds.lower && kinds.upper && kinds.digit
	case PasswordExcellent:
		return n >= 10 && kinds.number() >= 3 && !repeats(password, 3)
	}
	return n >= 8 && kinds.number() >= 3
}

// characterKinds are the kinds of characters that a password has.
type characterKinds struct{ lower, upper, digit, special bool }

func (k characterKinds) number() int {
	n := 0
	for _, has := range []bool{k.lower, k.upper, k.digit, k.special} {
		if has {
			n++
		}
	}
	return n
}

func kindsIn(password string) (k characterKinds) {
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			k.lower = true
		case unicode.IsUpper(r):
			k.upper = true
		case unicode.IsDigit(r):
			k.digit = true
		default: // a space is one, too
			k.special = true
		}
	}
	return k
}

// repeats says whether a character stands n times in a row.
func repeats(password string, n int) bool {
	return slices.ContainsFunc([]rune(password), func(r rune) bool { return strings.Contains(password, strings.Repeat(string(r), n)) })
}
