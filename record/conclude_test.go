package record

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// judgedAs makes a rule of the profile auth0 whose one scenario has this verdict.
func judgedAs(id, level string, v Verdict) Rule {
	return Rule{ID: id, Level: level, Profiles: []string{"auth0"}, Scenarios: scenarios(v)}
}

func TestConclude(t *testing.T) {
	holds := judgedAs("REV-01", Must, Pass)
	waived := judgedAs("REV-02", Must, Fail)
	waived.Waiver = &Waiver{Rule: "REV-02"}
	stale := []RunFinding{{Kind: StaleWaiver, Rule: "REV-01", Text: "stale"}}
	for name, c := range map[string]struct {
		rules   []Rule
		options Options
		code    int
		verdict RunVerdict
	}{
		"all hold":          {[]Rule{holds}, Options{}, 0, Conformant},
		"a MUST failed":     {[]Rule{holds, judgedAs("REV-02", Must, Fail)}, Options{}, 1, NotConformant},
		"a SHOULD failed":   {[]Rule{holds, judgedAs("REV-05", Should, Fail)}, Options{}, 0, Conformant},
		"strict":            {[]Rule{holds, judgedAs("REV-05", Should, Fail)}, Options{Strict: true}, 1, NotConformant},
		"a waived MUST":     {[]Rule{holds, waived}, Options{}, 0, Conformant},
		"only a waived one": {[]Rule{waived}, Options{}, 0, Conformant},
		"a waiver problem":  {[]Rule{holds}, Options{WaiverProblems: stale}, 1, Conformant},

		"a MUST inconclusive":           {[]Rule{holds, judgedAs("REV-02", Must, Inconclusive)}, Options{}, 3, NotJudged},
		"a SHOULD inconclusive":         {[]Rule{holds, judgedAs("REV-05", Should, Inconclusive)}, Options{}, 0, Conformant},
		"a SHOULD inconclusive, strict": {[]Rule{holds, judgedAs("REV-05", Should, Inconclusive)}, Options{Strict: true}, 3, NotJudged},
		"nothing selected":              {nil, Options{}, 3, NotJudged},
		"nothing judged":                {[]Rule{judgedAs("REV-13", Must, NotApplicable)}, Options{}, 3, NotJudged},
		"only a SHOULD, inconclusive":   {[]Rule{judgedAs("REV-05", Should, Inconclusive)}, Options{}, 3, NotJudged},
		"not applicable is no fault":    {[]Rule{holds, judgedAs("REV-13", Must, NotApplicable)}, Options{Strict: true}, 0, Conformant},

		"required and judged":           {[]Rule{holds}, Options{Require: []string{"REV-01", "REV"}}, 0, Conformant},
		"required, waived":              {[]Rule{waived}, Options{Require: []string{"REV-02"}}, 0, Conformant},
		"required, not applicable":      {[]Rule{holds, judgedAs("REV-13", Must, NotApplicable)}, Options{Require: []string{"REV-13"}}, 3, NotJudged},
		"a required family":             {[]Rule{holds, judgedAs("REV-13", Must, NotApplicable)}, Options{Require: []string{"REV"}}, 3, NotJudged},
		"another family required":       {[]Rule{holds, judgedAs("GRT-01", Must, NotApplicable)}, Options{Require: []string{"REV"}}, 0, Conformant},
		"required SHOULD, inconclusive": {[]Rule{holds, judgedAs("REV-05", Should, Inconclusive)}, Options{Require: []string{"REV-05"}}, 3, NotJudged},
		"required, not selected":        {[]Rule{holds}, Options{Require: []string{"SET-01"}}, 3, NotJudged},

		"fail before inconclusive":    {[]Rule{judgedAs("REV-02", Must, Inconclusive), judgedAs("REV-03", Must, Fail)}, Options{}, 1, NotConformant},
		"waiver before inconclusive":  {[]Rule{judgedAs("REV-02", Must, Inconclusive)}, Options{WaiverProblems: stale}, 1, NotJudged},
		"interrupted before anything": {[]Rule{holds, judgedAs("REV-03", Must, Fail)}, Options{Interrupted: true}, 130, Interrupted},
		"interrupted, all holds":      {[]Rule{holds}, Options{Interrupted: true}, 130, Interrupted},
	} {
		t.Run(name, func(t *testing.T) {
			r := Record{Rules: c.rules}
			r.Conclude(c.options)
			assert.Equal(t, c.code, r.ExitCode)
			assert.Equal(t, c.verdict, r.Verdict)
		})
	}
}

func TestConcludeCountsRules(t *testing.T) {
	waived := judgedAs("REV-07", Must, Fail)
	waived.Waiver = &Waiver{Rule: "REV-02"}
	r := Record{Rules: []Rule{
		judgedAs("REV-01", Must, Pass), judgedAs("REV-02", Must, Pass), judgedAs("REV-03", Must, Fail),
		judgedAs("REV-05", Should, Fail), judgedAs("REV-06", Must, Inconclusive), judgedAs("REV-13", Must, NotApplicable), waived,
	}}
	r.Conclude(Options{})
	assert.Equal(t, Summary{Pass: 2, Fail: 1, Warn: 1, Inconclusive: 1, NotApplicable: 1, Waived: 1}, r.Summary)
	assert.Equal(t, 5, r.Summary.judged())
}

func TestEachProfileHasItsOwnVerdict(t *testing.T) {
	both := judgedAs("REV-01", Must, Pass)
	both.Profiles = []string{"auth0", "rfc7009"}
	r := Record{
		Profiles: []Profile{{Name: "auth0"}, {Name: "rfc7009"}, {Name: "bcp"}},
		Rules:    []Rule{both, judgedAs("REV-02", Must, Fail)},
	}
	r.Conclude(Options{})
	assert.Equal(t, []Profile{
		{Name: "auth0", Verdict: NotConformant, Summary: Summary{Pass: 1, Fail: 1}},
		{Name: "rfc7009", Verdict: Conformant, Summary: Summary{Pass: 1}},
		{Name: "bcp", Verdict: NotJudged},
	}, r.Profiles)
	assert.Equal(t, 1, r.ExitCode, "the worst of all")
	assert.Equal(t, []string{"nothing was judged in profile bcp"}, r.Problems)

	missing := judgedAs("REV-03", Must, NotApplicable)
	missing.Profiles = []string{"rfc7009"}
	r.Rules, r.Profiles = []Rule{both, missing}, r.Profiles[:2]
	r.Conclude(Options{Require: []string{"REV-03"}})
	assert.Equal(t, Conformant, r.Profiles[0].Verdict)
	assert.Equal(t, NotJudged, r.Profiles[1].Verdict, "a required rule of it was not judged")

	r.Rules, r.Profiles = []Rule{both}, []Profile{{Name: "auth0"}, {Name: "rfc7009"}, {Name: "bcp"}}
	r.Conclude(Options{})
	assert.Equal(t, 3, r.ExitCode, "a profile that was asked for and not judged leaves the run unjudged")
}

func TestARuleOutsideTheProfilesStillCounts(t *testing.T) {
	own := judgedAs("billing.feature:12", Must, Fail)
	own.Profiles = nil
	r := Record{Profiles: []Profile{{Name: "auth0"}}, Rules: []Rule{judgedAs("REV-01", Must, Pass), own}}
	r.Conclude(Options{})
	assert.Equal(t, Conformant, r.Profiles[0].Verdict)
	assert.Equal(t, 1, r.ExitCode)
}

func TestConcludeNamesWhatNoRuleShows(t *testing.T) {
	missing := judgedAs("REV-13", Must, NotApplicable)
	missing.Scenarios[0].Steps[0].Message = "no management API: add management to the file"
	r := Record{Rules: []Rule{judgedAs("REV-01", Must, Pass), missing}}
	o := Options{Require: []string{"REV", "REV-13", "SET-01"}, WaiverProblems: []RunFinding{{StaleWaiver, "REV-01", "the waiver of REV-01 is stale"}}}
	r.Conclude(o)
	want := []string{
		"the waiver of REV-01 is stale",
		"REV-13 is required but not applicable: no management API: add management to the file",
		"SET-01 is required but was not selected",
	}
	assert.Equal(t, want, r.Problems)
	r.Conclude(o)
	assert.Equal(t, want, r.Problems, "concluding twice repeats nothing")
}
