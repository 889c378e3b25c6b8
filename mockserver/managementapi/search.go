package managementapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// term is field:value of a search, negated or not.
type term struct {
	field  string
	value  *regexp.Regexp
	negate bool
}

// search is the part of the Lucene syntax that is used most: field:value, field:"several words", * in a value, NOT,
// AND, which binds tighter, and OR. Terms that nothing stands between must all hold.
type search [][]term // any of these, of each of which all

var termSyntax = regexp.MustCompile(`^\s*(?:(AND|OR)\s+)?(?:(NOT)\s+|(-))?([A-Za-z_][\w.]*):(?:"((?:[^"\\]|\\.)*)"|([^\s"()\[\]{}]+))`)

// parseSearch reads a search; false when it is none.
func parseSearch(q string) (search, bool) {
	out := search{nil}
	for rest := strings.TrimSpace(q); rest != ""; rest = strings.TrimSpace(rest) {
		m := termSyntax.FindStringSubmatch(rest)
		if m == nil || m[1] != "" && len(out[0]) == 0 {
			return nil, false
		}
		if m[1] == "OR" {
			out = append(out, nil)
		}
		value := m[6]
		if value == "" {
			value = m[5]
		}
		t := term{field: m[4], value: wildcard(value), negate: m[2]+m[3] != ""}
		out[len(out)-1] = append(out[len(out)-1], t)
		rest = rest[len(m[0]):]
		if rest != "" && rest[0] != ' ' {
			return nil, false
		}
	}
	return out, len(out[0]) > 0
}

var escaped = regexp.MustCompile(`\\(.)`)

func wildcard(value string) *regexp.Regexp {
	parts := strings.Split(escaped.ReplaceAllString(value, "$1"), "*")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?is)^` + strings.Join(parts, ".*") + `$`)
}

func (s search) matches(i item) bool {
	return slices.ContainsFunc(s, func(all []term) bool {
		return !slices.ContainsFunc(all, func(t term) bool { return t.matches(i) == t.negate })
	})
}

func (t term) matches(i item) bool {
	var at any = i
	for name := range strings.SplitSeq(t.field, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return false
		}
		at = object[name]
	}
	return at != nil && t.value.MatchString(fmt.Sprint(at))
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
