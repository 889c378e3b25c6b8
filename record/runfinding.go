package record

import "slices"

// RunFinding is what a run shows as a whole and no rule does.
type RunFinding struct {
	Kind FindingKind `json:"kind"`
	Rule string      `json:"rule,omitempty"` // the rule that it is about, by id or as the user wrote it
	Text string      `json:"text"`           // one line, with the remedy
}

// FindingKind says what a finding does to the run.
type FindingKind string

// The kinds. Those of waivers fail the run, and NotRestored leaves it undone; the others leave it unable to judge.
const (
	StaleWaiver      FindingKind = "stale-waiver"
	ExpiredWaiver    FindingKind = "expired-waiver"
	UnknownWaiver    FindingKind = "unknown-waiver"
	Contradiction    FindingKind = "contradiction" // of the deployment file to what was seen
	RequiredUnjudged FindingKind = "required-not-judged"
	NothingJudged    FindingKind = "nothing-judged"
	NotRestored      FindingKind = "not-restored" // what the run changed on the server
)

var findingKinds = []FindingKind{StaleWaiver, ExpiredWaiver, UnknownWaiver, Contradiction, RequiredUnjudged, NothingJudged, NotRestored}

// ofWaivers says that the finding is about the file of waivers, and not about the server.
func (f RunFinding) ofWaivers() bool {
	return slices.Contains([]FindingKind{StaleWaiver, ExpiredWaiver, UnknownWaiver}, f.Kind)
}

// notRestored says that the run left something on the server otherwise than it was.
func (f RunFinding) notRestored() bool { return f.Kind == NotRestored }

// unjudges says that the finding keeps the server from being judged.
func (f RunFinding) unjudges() bool { return !f.ofWaivers() && !f.notRestored() }

func (f RunFinding) exitCode() int {
	if f.ofWaivers() {
		return ExitBroken
	}
	return ExitNotJudged
}

// short is the finding in a few words, for a line that also says the verdict.
func (f RunFinding) short() string {
	switch f.Kind {
	case StaleWaiver:
		return "stale waiver for " + f.Rule
	case ExpiredWaiver:
		return "expired waiver for " + f.Rule
	case UnknownWaiver:
		return "waiver for an unknown rule " + f.Rule
	case RequiredUnjudged:
		return f.Rule + " is required and was not judged"
	case Contradiction:
		return "the deployment file declares what is not so"
	case NotRestored:
		return "what the run changed there could not be put back"
	}
	return f.Text
}
