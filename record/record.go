// Package record knows the run record, the JSON document in which a run of revokespec is kept, and what follows from it: verdicts,
// the exit code, waivers, and the difference of two runs. It sends nothing, renders nothing and knows no rule.
package record

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Schema identifies the version of the run record that this package reads and writes.
const Schema = "revokespec/run/v1"

// Verdict says how a rule, a scenario or a step came out. The empty verdict of a step means that it was not run.
type Verdict string

// The verdicts. Warn is a broken SHOULD; Waived exists only for rules.
const (
	Pass          Verdict = "pass"
	Fail          Verdict = "fail"
	Warn          Verdict = "warn"
	Inconclusive  Verdict = "inconclusive"
	NotApplicable Verdict = "not-applicable"
	Waived        Verdict = "waived"
)

// RunVerdict says how a run, or one profile of it, came out.
type RunVerdict string

// The verdicts of a run. NotJudged means that too little could be observed to say either way.
const (
	Conformant    RunVerdict = "conformant"
	NotConformant RunVerdict = "not-conformant"
	NotJudged     RunVerdict = "not-judged"
	Interrupted   RunVerdict = "interrupted"
)

// The levels of a rule, as in RFC 2119.
const (
	Must   = "must"
	Should = "should"
)

// Record is the run record: what was judged, how, and what was seen.
type Record struct {
	Schema     string     `json:"schema"`
	Tool       Tool       `json:"tool"`
	Deployment Deployment `json:"deployment"`
	Started    time.Time  `json:"started"`
	DurationMS float64    `json:"duration_ms"`
	Requests   int        `json:"requests"`           // HTTP requests sent in the whole run
	Verdict    RunVerdict `json:"verdict"`            // on the server
	ExitCode   int        `json:"exit_code"`          // of the run, which a waiver that is out of date fails as well
	Strict     bool       `json:"strict,omitempty"`   // a broken SHOULD counts as a failure
	Required   []string   `json:"required,omitempty"` // ids and families that had to be judged
	Evidence   Evidence   `json:"evidence,omitempty"` // of which scenarios whole exchanges were kept; "" in records from before there was a choice
	Summary    Summary    `json:"summary"`
	Profiles   []Profile  `json:"profiles"`        // those asked for; Conclude fills verdict and summary
	Shard      *Shard     `json:"shard,omitempty"` // which part of a run it is; nil for a whole one
	Plan       []string   `json:"plan"`            // ids of all rules selected, also of those in other shards
	Rules      []Rule     `json:"rules"`           // in catalogue order
	Soak       *Soak      `json:"soak,omitempty"`  // what was measured under load; nil where there was none
	// Findings are what no rule shows, by kind. With the rules, Strict and Required they are all that a conclusion rests on.
	Findings []RunFinding `json:"findings,omitempty"`
	// Problems are the texts of Findings. Notes are remarks that changed nothing.
	Problems []string `json:"problems,omitempty"`
	Notes    []string `json:"notes,omitempty"`
}

// Tool identifies what judged: two runs with equal digests applied the same rules, proven alike.
type Tool struct {
	Version       string `json:"version"`
	Commit        string `json:"commit"`
	RulesetDigest string `json:"ruleset_digest"`
	ProofDigest   string `json:"proof_digest"`
}

// Deployment describes what was judged, without any secret.
type Deployment struct {
	Name         string            `json:"name"`
	Version      string            `json:"version,omitempty"` // of the server's software, as the deployment file states it
	Issuer       string            `json:"issuer"`
	Mock         bool              `json:"mock"`         // revokespec's own mock
	Capabilities []string          `json:"capabilities"` // names, sorted
	Declares     map[string]string `json:"declares"`     // the vendor's documented choices, as the file states them
	Nodes        int               `json:"nodes"`        // single nodes addressed besides the issuer
	// Insecure says that the server's certificates were not looked at: whoever was on the way may have answered.
	Insecure bool `json:"tls_insecure,omitempty"`
}

// Profile is one profile of the run and what its own rules say.
type Profile struct {
	Name    string     `json:"name"`
	Verdict RunVerdict `json:"verdict"`
	Summary Summary    `json:"summary"`
}

// Rule is one documented requirement and how the deployment met it.
type Rule struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Level      string     `json:"level"`    // Must or Should
	Profiles   []string   `json:"profiles"` // every profile that has the rule, asked for or not
	Source     string     `json:"source"`   // document and section
	Verdict    Verdict    `json:"verdict"`
	Judged     bool       `json:"judged"` // pass, fail, warn and waived are judged
	Waiver     *Waiver    `json:"waiver,omitempty"`
	Reason     string     `json:"reason,omitempty"`   // one line; empty for pass
	Declared   string     `json:"declared,omitempty"` // the vendor's choice for which it is not applicable
	DurationMS float64    `json:"duration_ms"`
	Scenarios  []Scenario `json:"scenarios"`
}

// Waiver accepts a broken rule for a time.
type Waiver struct {
	Rule    string `json:"rule"`
	Owner   string `json:"owner"`
	Reason  string `json:"reason"`
	Expires string `json:"expires"` // YYYY-MM-DD, the last day in UTC on which it holds
}

// Scenario is one test of a rule.
type Scenario struct {
	Name     string  `json:"name"`
	Location string  `json:"location"` // file:line
	Verdict  Verdict `json:"verdict"`
	Steps    []Step  `json:"steps"`
	// Rounds are its verdicts, where it was run several times; the steps are those of the worst.
	Rounds []Verdict `json:"rounds,omitempty"`
}

// Step is one line of a scenario and the exchanges it caused.
type Step struct {
	Keyword    string     `json:"keyword"`
	Text       string     `json:"text"`
	Verdict    Verdict    `json:"verdict"` // "" when it was not run
	Message    string     `json:"message,omitempty"`
	Declared   string     `json:"declared,omitempty"` // the vendor's choice for which it is not applicable
	LeftTo     string     `json:"-"`                  // the rule that has the finding for which this one cannot be judged; of this run alone
	DurationMS float64    `json:"duration_ms"`
	Exchanges  []Exchange `json:"exchanges"`
	// Digest stands for the exchanges where whole ones were not kept: a line each.
	Digest []string `json:"digest,omitempty"`
	// Curves are how places answered to what was ended at one of them.
	Curves []Curve `json:"curves,omitempty"`
}

// Exchange is one HTTP request and its answer, redacted before it got here.
type Exchange struct {
	Purpose    string    `json:"purpose"` // set-up, control, act, check or clean-up
	Request    Request   `json:"request"`
	Response   *Response `json:"response,omitempty"` // nil when no answer came
	Error      string    `json:"error,omitempty"`    // why no answer, or no whole one, came
	DurationMS float64   `json:"duration_ms"`
}

// Request is what was sent.
type Request struct {
	Method  string              `json:"method"`
	URL     string              `json:"url"`
	Headers map[string][]string `json:"headers"`
	Body    string              `json:"body"`
}

// Response is what came back.
type Response struct {
	Status    int                 `json:"status"`
	Headers   map[string][]string `json:"headers"`
	Body      string              `json:"body"`
	Truncated bool                `json:"truncated"` // the body was longer than what is kept
}

var catalogueID = regexp.MustCompile(`^([A-Z]+)-[0-9]+$`)

// Family is the family of a rule of the catalogue, REV of REV-03, and "" for a user's own rule, whose id is FILE:LINE.
func Family(id string) string {
	if parts := catalogueID.FindStringSubmatch(id); parts != nil {
		return parts[1]
	}
	return ""
}

// Choices lists the vendor's documented choices, which every report shows, as they decide what was expected.
func (d Deployment) Choices() string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(d.Declares)) {
		parts = append(parts, key+"="+d.Declares[key])
	}
	return strings.Join(parts, ", ")
}
