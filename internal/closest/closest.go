// Package closest finds the word that was probably meant.
package closest

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// longest is how much of a word is compared, in bytes: the comparison takes time by its length, and no word of ours is longer.
const longest = 100

// Of returns the known word that is most like word, and in how many letters they differ; "" where none is known.
func Of(word string, known []string) (best string, distance int) {
	more := max(len(word)-longest, 0)
	word = word[:len(word)-more]
	for _, k := range known {
		if n := levenshtein.ComputeDistance(word, k) + more; best == "" || n < distance {
			best, distance = k, n
		}
	}
	return best, distance
}

// Named returns the known word that is most like word, as Of does, of things that are named by name.
func Named[T any](word string, known []T, name func(T) string) (best string, distance int) {
	names := make([]string, 0, len(known))
	for _, k := range known {
		names = append(names, name(k))
	}
	return Of(word, names)
}

// Hint words a suggestion for a misspelt word, or lists the known ones where none is near.
func Hint(word string, known []string) string {
	if best, distance := Of(strings.ToLower(word), known); best != "" && distance <= len(word)/2 {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "use one of " + strings.Join(known, ", ")
}
