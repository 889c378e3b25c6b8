package redact

import "strings"

// So much of a secret's beginning or end is hidden where the rest is cut off, in bytes. From less nobody guesses the rest of a
// random value, and other words begin alike. A beginning that is made of words takes more.
const (
	shortestPart      = 12
	shortestWordyPart = 24
)

// What is said before the name of a secret that was cut off, after it or before it.
const (
	beginningOf = "beginning of "
	endOf       = "end of "
)

// leastPart is how much of a secret's beginning is as secret as the whole, in bytes; 0: only the whole is. JWTs of one issuer
// begin alike; the values of forms and codes may be words.
func leastPart(secret, name string) int {
	kind := strings.TrimRight(name, " 0123456789")
	switch parts := strings.Split(secret, "."); {
	case (kind == kindSignIn || kind == kindForm || kind == Kinds["code"]) && !looksRandom(secret):
		return 0
	case len(parts) == 3 && strings.HasPrefix(secret, "eyJ"):
		return len(parts[0]) + 1 + shortestPart
	case len(secret) > shortestPart && madeOfWords(secret[:shortestPart]):
		return shortestWordyPart
	}
	return shortestPart
}

// leastDifferentEnd is how many different characters the end of a random value has, at the least: fewer fill it up.
const leastDifferentEnd = 4

// endPart is the part of a secret's end that is as secret as the whole; "" where it may be words, or a time.
func endPart(secret string) string {
	if len(secret) <= shortestPart {
		return ""
	}
	opaque := strings.Map(func(c rune) rune {
		if c < 128 && isOpaque(byte(c)) {
			return c
		}
		return -1
	}, secret)
	end := secret[len(secret)-shortestPart:]
	different := map[byte]bool{}
	for i := range len(end) {
		different[end[i]] = true
	}
	if strings.Contains(end, ":") || len(different) < leastDifferentEnd || madeOfWords(end) || !looksRandom(opaque) {
		return ""
	}
	return end
}
