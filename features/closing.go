package features

import (
	"slices"
	"strings"
)

// WithoutClosingControls is the tag of a scenario that wants none.
const WithoutClosingControls = "@without-closing-controls"

// close appends the closing controls. A scenario that says itself what stays dead has its own.
func (s *Scenario) close() {
	if s.says(" stays dead") || slices.Contains(s.Tags, WithoutClosingControls) {
		return
	}
	controls := s.premises()
	if s.says(" is dead") { // the server still hands out tokens that work, and what was refused is refused once more
		controls = append(controls, "a new sign-in works", "what is dead stays dead")
	}
	for _, text := range controls {
		s.Steps = append(s.Steps, Step{Keyword: s.thenOrAnd(), Text: text})
		s.Closing++
	}
}

// premises are the controls without which a scenario shows nothing: what is refused is refused for what is wrong with it, an act of
// which something else is spared does end something, and an exchange tells what lives from what does not.
func (s *Scenario) premises() (controls []string) {
	lives := s.says(" is still alive")
	spares := lives || s.says(" is still listed")
	refused := s.wantsRefusal()
	changed := s.says(" with:")
	ends := s.says(endings...)
	switch {
	case changed && refused:
		controls = append(controls, "a right request is accepted")
	case changed && spares:
		controls = append(controls, "a right request works")
	}
	if ends && (spares || s.says(" is dead")) {
		controls = append(controls, "what was ended is dead")
	}
	if told := ends || s.says(" is dead") || slices.Contains(controls, "a right request works") && s.says(" for revocation with:"); lives && !told {
		controls = append(controls, "an invented refresh token is refused")
	}
	return controls
}

// says whether a step has any of these words.
func (s *Scenario) says(words ...string) bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(step.Text, w) })
	})
}

// endings are the acts that end tokens, which the steps remember.
var endings = []string{"the application revokes ", "the grant of ", "the credential of ", "every grant ", "every credential ", " these requests meet ", " is revoked in the Dashboard", " is unlinked in the Dashboard"}

// refusals are the steps that a refusal passes.
var refusals = []string{`the answer is "4`, `, or 4`, `the answer is "a refused secret"`, "is not granted", "if the request was accepted"}

func (s *Scenario) wantsRefusal() bool { return s.says(refusals...) }

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
