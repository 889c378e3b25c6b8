package managementapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// condition is one of a search: a field and what it is, in quotation marks where that has a space. Auth0's "Log Search Query
// Syntax" has more of the Lucene syntax; whoever writes more is refused, rather than told of less than was asked for.
const condition = `([A-Za-z_][\w.]*):(?:"([^"\\]+)"|([^\s"()\[\]{}*?\\]+))`

var (
	oneCondition  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(condition) })
	allConditions = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*` + condition + `(?:\s+AND\s+` + condition + `)*\s*$`)
	})
)

// search says whether an item is looked for.
type search func(item) bool

// parseSearch reads conditions with AND between, which must all hold, whatever the case of letters; false for anything else.
func parseSearch(q string) (search, bool) {
	if !allConditions().MatchString(q) {
		return nil, false
	}
	conditions := oneCondition().FindAllStringSubmatch(q, -1)
	return func(i item) bool {
		return !slices.ContainsFunc(conditions, func(c []string) bool {
			value := member(i, c[1])
			return value == nil || !strings.EqualFold(fmt.Sprint(value), cmp.Or(c[2], c[3]))
		})
	}, true
}

// searchFor is the search of that parameter; without one, everything is looked for.
func (c *call) searchFor(parameter string) (search, error) {
	if !c.query.Has(parameter) {
		return func(item) bool { return true }, nil
	}
	s, ok := parseSearch(c.query.Get(parameter))
	if !ok {
		return nil, badQuery(`Expected conditions such as type:srrt or user_id:"auth0|1", with AND between` + onProperty(parameter))
	}
	return s, nil
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
