package managementapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// search says whether an item is looked for.
type search func(item) bool

// searcher reads a search in the subset of the Lucene syntax that Auth0's log search has ("Log Search Query Syntax"):
// field:value, field:"several words", * in a value, ranges of a field, words without a field, parentheses, NOT, AND,
// which binds tighter, and OR. Terms that nothing stands between must all hold.
type searcher struct {
	rest string
	bad  bool
}

// parseSearch reads a search; false when it is none. A word without a field is looked for in those that are bare; where
// there are none, it must have one.
func parseSearch(q string, bare ...string) (search, bool) {
	if !utf8.ValidString(q) {
		return nil, false
	}
	p := &searcher{rest: strings.Trim(q, spaces)}
	s := p.either(bare)
	return s, !p.bad && p.rest == ""
}

// spaces may stand between the parts of a search: those that \s finds.
const spaces = " \t\n\f\r"

// take moves past what the expression, which begins with ^, finds, and returns its groups; nil when it finds nothing.
func (p *searcher) take(expression *regexp.Regexp) []string {
	m := expression.FindStringSubmatch(p.rest)
	if m != nil {
		p.rest = strings.TrimLeft(p.rest[len(m[0]):], spaces)
	}
	return m
}

var (
	orSyntax    = regexp.MustCompile(`^OR\b`)
	andSyntax   = regexp.MustCompile(`^AND\b`)
	notSyntax   = regexp.MustCompile(`^(?:NOT\b|-)`)
	openSyntax  = regexp.MustCompile(`^\(`)
	closeSyntax = regexp.MustCompile(`^\)`)
	fieldSyntax = regexp.MustCompile(`^([A-Za-z_][\w.]*):`)
	rangeSyntax = regexp.MustCompile(`^([\[{])\s*([^\s\[\]{}]+)\s+TO\s+([^\s\[\]{}]+)\s*([\]}])`)
	valueSyntax = regexp.MustCompile(`^(?:"((?:[^"\\]|\\.)*)"|([^\s"()\[\]{}]+))`)
)

// either is one of several, with OR between.
func (p *searcher) either(fields []string) search {
	some := []search{p.all(fields)}
	for p.take(orSyntax) != nil {
		some = append(some, p.all(fields))
	}
	return func(i item) bool { return slices.ContainsFunc(some, func(s search) bool { return s(i) }) }
}

// all is several that must all hold.
func (p *searcher) all(fields []string) search {
	all := []search{p.one(fields)}
	for !p.bad && p.rest != "" && !closeSyntax.MatchString(p.rest) && !orSyntax.MatchString(p.rest) {
		p.take(andSyntax)
		all = append(all, p.one(fields))
	}
	return func(i item) bool { return !slices.ContainsFunc(all, func(s search) bool { return !s(i) }) }
}

func (p *searcher) one(fields []string) search {
	if p.take(notSyntax) != nil {
		s := p.one(fields)
		return func(i item) bool { return !s(i) }
	}
	if m := p.take(fieldSyntax); m != nil {
		fields = []string{m[1]}
	}
	if p.take(openSyntax) != nil {
		s := p.either(fields)
		p.bad = p.bad || p.take(closeSyntax) == nil
		return s
	}
	test := p.value()
	p.bad = p.bad || test == nil || len(fields) == 0
	return func(i item) bool {
		return slices.ContainsFunc(fields, func(f string) bool { v := member(i, f); return v != nil && test(fmt.Sprint(v)) })
	}
}

// value is what a field is compared with; nil when there is none.
func (p *searcher) value() func(string) bool {
	if m := p.take(rangeSyntax); m != nil {
		return func(v string) bool { return above(v, m[2], m[1] == "[") && below(v, m[3], m[4] == "]") }
	}
	m := valueSyntax.FindStringSubmatch(p.rest)
	if m == nil {
		return nil
	}
	rest := p.rest[len(m[0]):]
	if rest != "" && !strings.ContainsAny(rest[:1], spaces+")") {
		return nil
	}
	p.rest = strings.TrimLeft(rest, spaces)
	return wildcard(cmp.Or(m[2], m[1])).MatchString
}

// above and below compare with a bound of a range. A bound may be the beginning of what it stands for, as a day is of the
// times in it.
func above(v, bound string, inclusive bool) bool {
	return bound == "*" || v >= bound && (inclusive || !strings.HasPrefix(v, bound))
}

func below(v, bound string, inclusive bool) bool {
	return bound == "*" || v < bound || inclusive && strings.HasPrefix(v, bound)
}

// member is what a path of names, with dots between, leads to; nil for nothing.
func member(i item, path string) any {
	var at any = i
	for name := range strings.SplitSeq(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = object[name]
	}
	return at
}

var escaped = regexp.MustCompile(`\\(.)`)

func wildcard(value string) *regexp.Regexp {
	parts := strings.Split(escaped.ReplaceAllString(value, "$1"), "*")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?is)^` + strings.Join(parts, ".*") + `$`)
}

// sortItems sorts by a field, as "date:-1" says it: -1 is descending. Where that is equal, the id decides.
func sortItems(items []item, order, id string) {
	field, direction, _ := strings.Cut(order, ":")
	slices.SortStableFunc(items, func(a, b item) int {
		by := cmp.Or(cmp.Compare(fmt.Sprint(a[field]), fmt.Sprint(b[field])), cmp.Compare(fmt.Sprint(a[id]), fmt.Sprint(b[id])))
		if direction == "-1" {
			return -by
		}
		return by
	})
}

// sorting is the parameter that sortItems takes.
func sorting() *schema { return pattern(`^[A-Za-z_]+:(1|-1)$`, 100) }
