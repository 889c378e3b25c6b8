package record_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func TestFindingShowsWhatItRestsOn(t *testing.T) {
	sent := func(purpose, path string) record.Exchange {
		return recordtest.Exchange(purpose, "POST", path, "", 200, "")
	}
	paths := func(exchanges []record.Exchange) []string {
		found := []string{}
		for _, x := range exchanges {
			found = append(found, x.Request.URL[len("https://acme.example"):])
		}
		return found
	}
	given := record.Step{Verdict: record.Pass, Exchanges: []record.Exchange{sent("set-up", "/sign-in"), sent("control", "/control")}}
	when := record.Step{Verdict: record.Pass, Exchanges: []record.Exchange{sent("act", "/act"), sent("check", "/look")}}
	for name, c := range map[string]struct {
		steps []record.Step
		want  []string
		act   string
	}{
		"its own exchanges, after the act": {[]record.Step{given, when, {Verdict: record.Fail, Exchanges: []record.Exchange{sent("check", "/a"), sent("check", "/b")}}}, []string{"/a", "/b"}, "/act"},
		"none: the last before it":         {[]record.Step{given, when, {Verdict: record.Fail}}, []string{"/look"}, ""},
		"none: what followed as a control": {[]record.Step{given, {Verdict: record.Pass, Exchanges: []record.Exchange{sent("act", "/act"), sent("control", "/other")}}, {Verdict: record.Fail}}, []string{"/act"}, ""},
		"none: only a control before":      {[]record.Step{given, {Verdict: record.Fail}}, []string{"/control"}, ""},
		"none, and only set-up before":     {[]record.Step{{Verdict: record.Pass, Exchanges: []record.Exchange{sent("set-up", "/sign-in")}}, {Verdict: record.Fail}}, []string{"/sign-in"}, ""},
		"the act itself":                   {[]record.Step{given, {Verdict: record.Fail, Exchanges: []record.Exchange{sent("act", "/act")}}}, []string{"/act"}, ""},
		"before any act":                   {[]record.Step{{Verdict: record.Fail, Exchanges: []record.Exchange{sent("control", "/control")}}}, []string{"/control"}, ""},
		"nothing was sent":                 {[]record.Step{{Verdict: record.Fail}}, []string{}, ""},
		"no step was run":                  {[]record.Step{{}}, []string{}, ""},
		"what came after does not count":   {[]record.Step{{Verdict: record.Fail}, when}, []string{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := record.Scenario{Steps: c.steps}
			found := s.Finding()
			assert.Equal(t, c.want, paths(found.Exchanges()))
			if c.act == "" {
				assert.Nil(t, found.Act())
			} else {
				assert.Equal(t, []string{c.act}, paths([]record.Exchange{*found.Act()}))
			}
		})
	}
}

func TestARuleWithoutScenariosHasNoFinding(t *testing.T) {
	r := record.Rule{}
	assert.Equal(t, record.Finding{}, r.Finding())
	assert.Empty(t, r.Finding().Message())
	assert.Empty(t, r.Also())
}

func TestAlsoListsTheOtherScenariosAsBad(t *testing.T) {
	r := record.Rule{Level: record.Must, Scenarios: []record.Scenario{{Steps: recordtest.Steps(record.Fail)}, {Steps: recordtest.Steps(record.Pass)}, {Steps: recordtest.Steps(record.Fail)}}}
	r.Scenarios[0].Location, r.Scenarios[2].Location = "a.feature:1", "a.feature:9"
	assert.Equal(t, []record.Scenario{r.Scenarios[2]}, r.Also())
}
