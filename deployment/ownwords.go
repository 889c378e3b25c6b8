package deployment

import (
	_ "embed"
	"regexp"
	"strings"
)

// words are what our messages, the features, the protocol and the answers of servers are written in, of four letters or more,
// one a line. A test compares them with what our sources say.
//
//go:embed words.txt
var words string

var vocabulary = func() map[string]bool {
	known := map[string]bool{}
	for word := range strings.Lines(words) {
		known[strings.TrimSpace(word)] = true
	}
	return known
}()

// shortWord is the length up to which letters are taken for a word without being looked up.
const shortWord = 3

func inVocabulary(word string) bool {
	return len(word) <= shortWord || vocabulary[strings.ToLower(word)]
}

// OwnWord says whether a secret is a word of those that reports and answers are written in, as the "secret" of many a test
// application is: a server says it without knowing anything secret, and hiding it wherever it stands hides the report.
func OwnWord(secret string) bool { return vocabulary[strings.ToLower(secret)] }

var (
	lettersOnly = regexp.MustCompile(`^[A-Za-z]+$`)
	digitsOnly  = regexp.MustCompile(`^[0-9]+$`)
	// oneWord is how a programmer's word is read as several: UserNameIsWrong, user_name.
	oneWord = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+|[0-9]+`)
)

// wordy says whether a text is made of known words alone, of which one is longer than chance makes them; the last one may be cut off.
func wordy(text string) bool {
	parts := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" _-.:/", c) })
	long := false
	for i, part := range parts {
		if !lettersOnly.MatchString(part) || !inVocabulary(part) && (i < len(parts)-1 || !strings.Contains(words, "\n"+strings.ToLower(part))) {
			return false
		}
		long = long || len(part) > shortWord
	}
	return long || len(parts) == 0
}

// shortestSure is the length from which a secret does not occur within other words by chance, in bytes.
const shortestSure = 6

// standsApart says whether a secret is looked for only where it is no part of a longer word or number: it may be one by chance.
func standsApart(secret string) bool {
	return len(secret) < shortestSure || digitsOnly.MatchString(secret) || lettersOnly.MatchString(secret) && strings.Contains(words, strings.ToLower(secret))
}

// withinWord says whether a stretch of a text is part of a longer word or number.
func withinWord(text string, from, to int) bool {
	inWord := func(i int) bool {
		if i < 0 || i >= len(text) {
			return false
		}
		c := text[i] | 0x20
		return text[i] == '_' || c >= 'a' && c <= 'z' || text[i] >= '0' && text[i] <= '9'
	}
	return inWord(from-1) || inWord(to)
}

// leastRandom is how much of a value must be no word before it is taken for random, in characters; leastDifferent how many
// different ones it has. Identifiers in sequence have fewer.
const (
	leastRandom    = 8
	leastDifferent = 6
)

// looksRandom says whether a value looks made by chance, as tickets and tokens are, and not by a person.
func looksRandom(value string) bool {
	var rest strings.Builder
	lower, upper, digits, different := 0, 0, 0, map[rune]bool{}
	for i, c := range value {
		if c > 127 || !isOpaque(value[i]) {
			return false
		}
	}
	for _, word := range oneWord.FindAllString(value, -1) {
		if len(word) > shortWord && vocabulary[strings.ToLower(word)] {
			continue
		}
		rest.WriteString(word)
	}
	for _, c := range rest.String() {
		different[c] = true
		switch {
		case c >= 'a' && c <= 'z':
			lower++
		case c >= 'A' && c <= 'Z':
			upper++
		default:
			digits++
		}
	}
	length := rest.Len()
	mixed := digits > 0 && lower+upper > 0 || lower > 0 && upper > 2
	return length >= leastRandom && len(different) >= leastDifferent && (mixed || length >= 20)
}

var bracketed = regexp.MustCompile(`\[[^\[\]]{1,120}\]`)

// named are the stretches of a text that are names of secrets already: an earlier redaction put them there.
func (v *vault) named(text string) [][]int {
	var names [][]int
	for _, place := range bracketed.FindAllStringIndex(text, -1) {
		if v.isName(text[place[0]:place[1]]) {
			names = append(names, place)
		}
	}
	return names
}
