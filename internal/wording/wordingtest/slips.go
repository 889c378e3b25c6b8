// Package wordingtest finds what reads wrong in messages that count things, of which there may be one or none.
package wordingtest

import (
	"regexp"
	"slices"
)

var (
	oneOfMany = regexp.MustCompile(`\b1 (?:[a-z-]+ )?([a-z-]*[a-rt-z]s)\b`)                                                                             // 1 requests, 1 more requests
	manyOfOne = regexp.MustCompile(`\b(?:0|[2-9]|[1-9][0-9]+) (?:rule|request|scenario|step|sign-in|user|application|server|time|deviation|finding)\b`) // 2 request
	others    = regexp.MustCompile(`\(\)|\b(?:1|one) (?:are|were|have)\b|\banswer(?:s|ed) no answer\b|: *$|, *$`)
	verbs     = []string{"is", "was", "has", "as"} // that end as plurals do
)

// Slips are the places of a text that read wrong.
func Slips(text string) (slips []string) {
	for _, m := range oneOfMany.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(verbs, m[1]) {
			slips = append(slips, m[0])
		}
	}
	return append(append(slips, manyOfOne.FindAllString(text, -1)...), others.FindAllString(text, -1)...)
}
