package features

import (
	"slices"
	"strings"
)

// WithoutClosingControls is the tag of a scenario that wants none.
const WithoutClosingControls = "@without-closing-controls"

// closingControls are the steps that end a scenario in which a token is seen dead: the server still hands out tokens that work, and what
// was refused is refused once more.
var closingControls = []string{"a new sign-in works", "what is dead stays dead"}

// close appends the closing controls. A scenario that says itself what stays dead has its own.
func (s *Scenario) close() {
	says := func(words string) bool {
		return slices.ContainsFunc(s.Steps, func(step Step) bool { return strings.Contains(step.Text, words) })
	}
	if !says(" is dead") || says(" stays dead") || slices.Contains(s.Tags, WithoutClosingControls) {
		return
	}
	for _, text := range closingControls {
		s.Steps = append(s.Steps, Step{Keyword: s.thenOrAnd(), Text: text})
		s.Closing++
	}
}

// thenOrAnd is the keyword of one more Then.
func (s *Scenario) thenOrAnd() string {
	for _, step := range slices.Backward(s.Steps) {
		switch step.Keyword {
		case "Then":
			return "And"
		case "Given", "When":
			return "Then"
		}
	}
	return "Then"
}
