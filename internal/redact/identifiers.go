package redact

import (
	"strings"
	"unicode/utf8"
)

// An identifier that an API answers with has so many characters.
const (
	shortestID = 4
	longestID  = 200
)

// identifiersIn are the values of those members of a JSON text that say what something is called, at most so many. Not jti: some
// servers' tokens are their own.
func identifiersIn(text string, most int) (ids []string) {
	for at := 0; len(ids) < most; {
		quote := strings.IndexByte(text[at:], '"')
		if quote < 0 {
			break
		}
		at += quote + 1
		if id, end := identifierAt(text, at); end > 0 {
			ids = append(ids, id)
			at = end
		}
	}
	return ids
}

// identifierAt is the value of such a member whose name begins at a place, and where it ends; 0: there is none.
func identifierAt(text string, at int) (id string, end int) {
	name := at
	for at < len(text) && at-name <= longestIDName && (isLower(text[at]) || text[at] == '_' || text[at] == 'I' || text[at] == 'D') {
		at++
	}
	if at == len(text) || text[at] != '"' || !callsSomething(text[name:at]) {
		return "", 0
	}
	from, to, last := stringValue(text, at)
	if from < 0 || last == len(text) || text[last] != '"' {
		return "", 0
	}
	id = text[from:to]
	if n := utf8.RuneCountInString(id); n < shortestID || n > longestID || strings.Contains(id, `\`) {
		return "", 0
	}
	return id, last + 1
}

// The longest name of such a member, and how much of it may stand before what says so, in bytes.
const (
	longestIDName   = longestIDPrefix + len("_id")
	longestIDPrefix = 40
)

// callsSomething says whether a member of that name has an identifier: id, user_id, userId.
func callsSomething(name string) bool {
	if name == "id" || name == "sub" || name == "kid" {
		return true
	}
	inSnake := strings.TrimSuffix(name, "_id")
	inCamel := strings.TrimSuffix(strings.TrimSuffix(name, "Id"), "ID")
	switch {
	case len(inSnake) < len(name):
		return isIDPrefix(inSnake, "_")
	case len(inCamel) < len(name):
		return isIDPrefix(inCamel, "")
	}
	return false
}

func isIDPrefix(text, more string) bool {
	for i := range len(text) {
		if !isLower(text[i]) && strings.IndexByte(more, text[i]) < 0 {
			return false
		}
	}
	return len(text) >= 1 && len(text) <= longestIDPrefix
}
