package reports

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFindingShowsWhatItRestsOn(t *testing.T) {
	sent := func(purpose, path string) Exchange { return exchange(purpose, "POST", path, "", 200, "") }
	paths := func(exchanges []Exchange) []string {
		found := []string{}
		for _, x := range exchanges {
			found = append(found, x.Request.URL[len("https://acme.example"):])
		}
		return found
	}
	given := Step{Verdict: Pass, Exchanges: []Exchange{sent("set-up", "/sign-in"), sent("control", "/control")}}
	when := Step{Verdict: Pass, Exchanges: []Exchange{sent("act", "/act"), sent("check", "/look")}}
	for name, c := range map[string]struct {
		steps []Step
		want  []string
		act   string
	}{
		"its own exchanges, after the act": {[]Step{given, when, {Verdict: Fail, Exchanges: []Exchange{sent("check", "/a"), sent("check", "/b")}}}, []string{"/a", "/b"}, "/act"},
		"none: the last before it":         {[]Step{given, when, {Verdict: Fail}}, []string{"/look"}, ""},
		"none: what followed as a control": {[]Step{given, {Verdict: Pass, Exchanges: []Exchange{sent("act", "/act"), sent("control", "/other")}}, {Verdict: Fail}}, []string{"/act"}, ""},
		"none: only a control before":      {[]Step{given, {Verdict: Fail}}, []string{"/control"}, ""},
		"none, and only set-up before":     {[]Step{{Verdict: Pass, Exchanges: []Exchange{sent("set-up", "/sign-in")}}, {Verdict: Fail}}, []string{"/sign-in"}, ""},
		"the act itself":                   {[]Step{given, {Verdict: Fail, Exchanges: []Exchange{sent("act", "/act")}}}, []string{"/act"}, ""},
		"before any act":                   {[]Step{{Verdict: Fail, Exchanges: []Exchange{sent("control", "/control")}}}, []string{"/control"}, ""},
		"nothing was sent":                 {[]Step{{Verdict: Fail}}, []string{}, ""},
		"no step was run":                  {[]Step{{}}, []string{}, ""},
		"what came after does not count":   {[]Step{{Verdict: Fail}, when}, []string{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := Scenario{Steps: c.steps}
			found := s.finding()
			assert.Equal(t, c.want, paths(found.exchanges()))
			if c.act == "" {
				assert.Nil(t, found.act())
			} else {
				assert.Equal(t, []string{c.act}, paths([]Exchange{*found.act()}))
			}
		})
	}
}

func TestARuleWithoutScenariosHasNoFinding(t *testing.T) {
	r := Rule{}
	assert.Equal(t, finding{}, r.finding())
	assert.Empty(t, r.finding().message())
	assert.Empty(t, r.also())
}

func TestAlsoListsTheOtherScenariosAsBad(t *testing.T) {
	r := Rule{Level: Must, Scenarios: []Scenario{{Steps: exampleSteps(Fail)}, {Steps: exampleSteps(Pass)}, {Steps: exampleSteps(Fail)}}}
	r.Scenarios[0].Location, r.Scenarios[2].Location = "a.feature:1", "a.feature:9"
	assert.Equal(t, []Scenario{r.Scenarios[2]}, r.also())
}
