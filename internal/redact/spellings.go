package redact

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

var (
	fieldNames  = strings.Join(slices.Collect(maps.Keys(Kinds)), "|")
	longestName = len(slices.MaxFunc(slices.Collect(maps.Keys(Kinds)), func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
)

// endings are the names of fields of which no other one is the end: a text that has a field has one of these.
var endings = func() []string {
	var shortest []string
	for name := range Kinds {
		others := func(other string) bool { return other != name && strings.HasSuffix(name, other) }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(Kinds)), others) {
			shortest = append(shortest, name)
		}
	}
	return shortest
}()

// mayHave says whether a text may have a field whose name is followed by that. It spares most texts, such as pages, the
// patterns, which take much longer. Where letters are encoded, their case does not matter.
func mayHave(text, after string) bool {
	if after == encodedEquals {
		return strings.Contains(text, "%3")
	}
	for end := 0; ; end += len(after) {
		next := strings.Index(text[end:], after)
		if next < 0 {
			return false
		}
		end += next
		if slices.ContainsFunc(endings, func(name string) bool { return strings.HasSuffix(text[:end], name) }) {
			return true
		}
	}
}

const encodedEquals = "%3D"

// spelling is one way in which a field is written. The pattern has the groups before, name, between, value and after.
type spelling struct {
	after   string // what follows the field's name
	pattern func() *regexp.Regexp
	decode  func(raw string) string
	value   func(text string, at int) (from, to, end int) // instead of a pattern, of those that most texts have: a name ends at a place
	before  string                                        // what may stand before such a name
}

// lazily compiles a pattern when it is first needed: those with all names of fields take longer than a program that only serves the mock
// takes to start.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// spellings are those of a parameter (of a form, query or fragment) and of a JSON string, each also inside another
// encoding. A value may be [a name] already, and a JSON string may have been cut off.
var spellings = []spelling{
	{after: "=", value: parameterValue, before: "?&#; \t\n\f\r\"'", decode: unescapeParameter},
	{after: encodedEquals, pattern: lazily(`(?i)(%3F|%26|%23)(` + fieldNames + `)(%3D)((?:[^&#\s"'<>%]|%25[0-9a-f]{2})*)()`), decode: unescapeTwice},
	{after: `"`, value: stringValue, before: `"`, decode: unescapeString},
	{after: `\"`, pattern: lazily(`(\\")(` + fieldNames + `)(\\"\s*:\s*\\")([^"\\]*)()`), decode: unescapeString},
}

// places are where secret fields so written stand in a text, at most so many, as a pattern gives them; -1: all.
func (s spelling) places(text string, most int) (found [][]int) {
	if s.value == nil {
		if !mayHave(text, s.after) {
			return nil
		}
		return s.pattern().FindAllStringSubmatchIndex(text, most)
	}
	last := 0 // where the last one ends
	for at := 0; len(found) != most; {
		next := strings.Index(text[at:], s.after)
		if next < 0 {
			break
		}
		at += next
		name := nameBefore(text, at)
		begin := max(at-len(name)-1, 0)
		if m := s.at(text, begin, name); m != nil && begin >= last {
			found = append(found, m)
			last, at = m[1], m[1]
			continue
		}
		at += len(s.after)
	}
	return found
}

// at is the field of a secret's name that begins at a place, as a pattern gives it; nil where it does not.
func (s spelling) at(text string, begin int, name string) []int {
	if Kinds[name] == "" {
		return nil
	}
	from := begin // of the name
	if !strings.HasPrefix(text[begin:], name) {
		from++
	}
	if from == begin && s.after != "=" || from > begin && strings.IndexByte(s.before, text[begin]) < 0 {
		return nil
	}
	named := from + len(name)
	value, end, last := s.value(text, named)
	if value < 0 {
		return nil
	}
	return []int{begin, last, begin, from, from, named, named, value, value, end, end, last}
}

// parameterValue is where the value of a parameter is whose name ends at a place. A name in brackets may have any character.
func parameterValue(text string, at int) (from, to, end int) {
	i := at + 1
	for ; i < len(text) && strings.IndexByte("&# \t\n\f\r\"'<>", text[i]) < 0; i++ {
		if text[i] == '[' {
			if next := strings.IndexAny(text[i+1:], "[]"); next >= 0 && text[i+1+next] == ']' {
				i += 1 + next
			}
		}
	}
	return at + 1, i, i
}

// stringValue is where the value of a member of a JSON object is whose name ends at a place, and where the backslash ends that it was
// cut off after; from is -1 where no string follows.
func stringValue(text string, at int) (from, to, end int) {
	from = afterSpace(text, at+1)
	if from == len(text) || text[from] != ':' {
		return -1, 0, 0
	}
	if from = afterSpace(text, from+1); from == len(text) || text[from] != '"' {
		return -1, 0, 0
	}
	from++
	to = from
	for to < len(text) && text[to] != '"' {
		if text[to] == '\\' {
			if to+1 == len(text) || text[to+1] == '\n' {
				return from, to, to + 1
			}
			to++
		}
		to++
	}
	return from, to, to
}

func afterSpace(text string, at int) int {
	for at < len(text) && strings.IndexByte(" \t\n\f\r", text[at]) >= 0 {
		at++
	}
	return at
}

// nameBefore is what stands before a place and may be the name of a secret field.
func nameBefore(text string, at int) string {
	begin := at
	for begin > 0 && at-begin <= longestName && (isLower(text[begin-1]) || text[begin-1] == '_') {
		begin--
	}
	return text[begin:at]
}

func unescapeParameter(raw string) string {
	if value, err := url.QueryUnescape(raw); err == nil {
		return value
	}
	return raw
}

func unescapeTwice(raw string) string { return unescapeParameter(unescapeParameter(raw)) }

func unescapeString(raw string) string {
	if value, err := strconv.Unquote(`"` + strings.ReplaceAll(raw, `\/`, `/`) + `"`); err == nil {
		return value
	}
	return raw
}

func replaceGroups(pattern *regexp.Regexp, text string, replace func(groups []string) string) string {
	return replacePlaces(pattern.FindAllStringSubmatchIndex(text, -1), text, replace)
}

func replacePlaces(places [][]int, text string, replace func(groups []string) string) string {
	var out strings.Builder
	end := 0
	for _, at := range places {
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		out.WriteString(text[end:at[0]] + replace(groups))
		end = at[1]
	}
	return out.String() + text[end:]
}
