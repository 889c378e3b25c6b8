package wording

import (
	"fmt"
	"slices"
	"strings"
)

// Once gives each line once, in order of first appearance, with how often it came: what one full disk does thirteen times is
// one thing to know.
func Once(lines []string) []string {
	counts := map[string]int{}
	var once []string
	for _, line := range lines {
		if counts[line]++; counts[line] == 1 {
			once = append(once, line)
		}
	}
	for i, line := range once {
		if n := counts[line]; n > 1 {
			once[i] = fmt.Sprintf("%s (%d times)", line, n)
		}
	}
	return once
}

// InOneLine is an error, which may be several joined, in one line that says nothing twice.
func InOneLine(err error) string {
	lines := slices.Collect(strings.SplitSeq(err.Error(), "\n"))
	for i := range lines {
		lines[i] = OneLine(lines[i])
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	return strings.Join(Once(lines), "; ")
}

// Counted is a number of things: 1 rule, 2 rules.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// OneLine is a text with every run of white space made one space. Printable is another function.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
