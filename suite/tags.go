package suite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/closest"
)

var (
	tagWord     = regexp.MustCompile(`^@[^\s@&,~()]+$`)
	newerSyntax = regexp.MustCompile(`(?i)(^|\s)(not|and|or)(\s|$)|[()]`)
)

// parseTags reads a tag expression in godog's syntax: "&&" is and, "," is or and binds tighter, "~" is not. godog itself
// takes the newer syntax for tags that match nothing, so that is refused here, with its translation.
func parseTags(expression string) (func(tags []string) bool, error) {
	if strings.TrimSpace(expression) == "" {
		return func([]string) bool { return true }, nil
	}
	if newerSyntax.MatchString(expression) {
		return nil, fmt.Errorf("--tags %q: godog's syntax has no not, and, or, parentheses; write ~@a for not @a, @a && @b for and, @a,@b for or%s", expression, translation(expression))
	}
	var all [][]string
	for part := range strings.SplitSeq(expression, "&&") {
		var any []string
		for tag := range strings.SplitSeq(part, ",") {
			tag = strings.TrimSpace(tag)
			if !tagWord.MatchString(strings.TrimPrefix(tag, "~")) {
				return nil, fmt.Errorf("--tags %q: %q is no tag; a tag is written @name or ~@name", expression, tag)
			}
			any = append(any, tag)
		}
		all = append(all, any)
	}
	return func(tags []string) bool {
		return !slices.ContainsFunc(all, func(any []string) bool { return !meetsOne(tags, any) })
	}, nil
}

func meetsOne(tags, any []string) bool {
	return slices.ContainsFunc(any, func(tag string) bool {
		name, negated := strings.CutPrefix(tag, "~")
		return slices.Contains(tags, name) != negated
	})
}

// translation is the expression in godog's syntax, where that can be said word by word.
func translation(expression string) string {
	if strings.ContainsAny(expression, "()") {
		return ""
	}
	text := expression
	for _, word := range [][2]string{{`(?i)\bnot\s+`, "~"}, {`(?i)\s+and\s+`, " && "}, {`(?i)\s+or\s+`, ","}} {
		text = regexp.MustCompile(word[0]).ReplaceAllString(text, word[1])
	}
	return fmt.Sprintf("; here: %q", text)
}

// nearest suggests the id that was probably meant.
func nearest(c *features.Catalogue, name string) string {
	best, distance := closest.Named(strings.ToUpper(name), c.Rules, func(r features.Rule) string { return r.ID })
	if best == "" || distance > 2 {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}
