package redact

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// wordList are what our messages, the features, the protocol and the answers of servers are written in, of four letters or more,
// one a line. A test compares them with what our sources say.
//
//go:embed words.txt
var wordList string

var vocabulary = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for word := range strings.Lines(wordList) {
		known[strings.TrimSpace(word)] = true
	}
	return known
})

// wordsInOrder are the words in alphabetical order.
var wordsInOrder = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(vocabulary())) })

// beginsWord says whether a text in lower case is a word, or the beginning of one.
func beginsWord(text string) bool {
	i, _ := slices.BinarySearch(wordsInOrder(), text)
	return i < len(wordsInOrder()) && strings.HasPrefix(wordsInOrder()[i], text)
}

// shortWord is the length up to which letters are taken for a word without being looked up.
const shortWord = 3

func inVocabulary(word string) bool {
	return len(word) <= shortWord || vocabulary()[strings.ToLower(word)]
}

// OwnWord says whether a secret is a word of those that reports and answers are written in, as the "secret" of many a test
// application is: a server says it without knowing anything secret, and hiding it wherever it stands hides the report.
func OwnWord(secret string) bool { return vocabulary()[strings.ToLower(secret)] }

func lettersOnly(text string) bool { return onlyOf(text, isLetter) }
func digitsOnly(text string) bool  { return onlyOf(text, isDigit) }

func onlyOf(text string, is func(byte) bool) bool {
	for i := range len(text) {
		if !is(text[i]) {
			return false
		}
	}
	return text != ""
}

// madeOfWords says whether a text is made of known words alone, of which one is longer than chance makes them; the last one may be cut off.
func madeOfWords(text string) bool {
	parts := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" _-.:/", c) })
	long := false
	for i, part := range parts {
		if !lettersOnly(part) || !inVocabulary(part) && (i < len(parts)-1 || !beginsWord(strings.ToLower(part))) {
			return false
		}
		long = long || len(part) > shortWord
	}
	return long || len(parts) == 0
}

// shortestSure is the length from which a secret does not occur within other words by chance, in bytes.
const shortestSure = 6

// standsApart says whether a secret is looked for only outside longer words and numbers, where it may stand by chance.
func standsApart(secret string) bool {
	return len(secret) < shortestSure || digitsOnly(secret) || lettersOnly(secret) && strings.Contains(wordList, strings.ToLower(secret))
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

// A value is taken for random that has so many characters outside words, and so many different ones among them. Identifiers in
// sequence have fewer.
const (
	leastRandom    = 8
	leastDifferent = 6
)

// looksRandom says whether a value looks made by chance, as tickets and tokens are, and not by a person.
func looksRandom(value string) bool {
	for i := range len(value) {
		if !isOpaque(value[i]) {
			return false
		}
	}
	length, different, seen := 0, 0, [256]bool{}
	lower, upper, digits := 0, 0, 0
	for i := 0; i < len(value); i++ {
		word := value[i:wordEnd(value, i)]
		i += max(len(word)-1, 0)
		if len(word) > shortWord && vocabulary()[strings.ToLower(word)] {
			continue
		}
		for _, c := range []byte(word) {
			if !seen[c] {
				seen[c], different = true, different+1
			}
			switch {
			case isLower(c):
				lower++
			case isUpper(c):
				upper++
			default:
				digits++
			}
		}
		length += len(word)
		mixed := digits > 0 && lower+upper > 0 || lower > 0 && upper > 2
		if length >= leastRandom && different >= leastDifferent && (mixed || length >= 20) {
			return true // what is still to come does not make it less so
		}
	}
	return false
}

// wordEnd is where the word ends that begins at a place, or the place itself. UserNameIsWrong and user_name are several words, and so
// are letters between digits.
func wordEnd(text string, at int) int {
	in, end := isDigit, at
	switch {
	case isLower(text[at]):
		in = isLower
	case isUpper(text[at]) && at+1 < len(text) && isLower(text[at+1]):
		in, end = isLower, at+1
	case isUpper(text[at]):
		in = isUpper
	}
	for end < len(text) && in(text[end]) {
		end++
	}
	return end
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return isLower(c) || isUpper(c) }

var bracketed = regexp.MustCompile(`\[[^\[\]]{1,120}\]`)

// named are the stretches of a text that are names of secrets already: an earlier redaction put them there.
func (v *Redactor) named(text string) [][]int {
	var names [][]int
	for _, place := range bracketed.FindAllStringIndex(text, -1) {
		if v.isName(text[place[0]:place[1]]) {
			names = append(names, place)
		}
	}
	return names
}
