package features

import (
	"regexp"
	"slices"
)

// implied are the needs of whatever a step names, so that no tag has to repeat them: an application of a role, a second user, the weeks that
// only a clock which can be moved lets pass, what only a hook does.
var implied = []struct {
	text  *regexp.Regexp
	needs []string
	clock bool
}{
	{text: regexp.MustCompile(`\b(?:an hour later|for a month|for weeks|for (?:two|five|ten|thirteen) days)\b`), needs: []string{"control"}, clock: true},
	{text: regexp.MustCompile(`^the application revokes "|\bis sent for revocation\b|\bis revoked while it is exchanged\b|\basks whether it may revoke$|^a revoked access token of `), needs: []string{"revocation-endpoint"}},
	{text: regexp.MustCompile(`^an? (?:authorization|new) code |^codes of `), needs: []string{"code"}},
	{text: regexp.MustCompile(` until their access tokens expired|^the lifetime of .* has passed$`), clock: true}, // which a deployment without a clock can wait for
	{text: regexp.MustCompile(`^the server is restarted$`), needs: []string{"hook-restart"}},
	{text: regexp.MustCompile(`^the store is (?:broken|mended)$`), needs: []string{"hook-break-store"}},
	{text: regexp.MustCompile(` is disabled$`), needs: []string{"hook-disable-user"}},
	{text: regexp.MustCompile(` is enabled again$`), needs: []string{"hook-enable-user"}},
	{text: regexp.MustCompile(` withdraws what its application was given$`), needs: []string{"hook-withdraw-consent"}},
	{text: regexp.MustCompile(` is logged out everywhere$`), needs: []string{"hook-log-out-everywhere"}},
}

var ofApplication = regexp.MustCompile(`of the "([^"]*)" application`)

// byName are the needs of what a table or a step names: by column, then by value.
var byName = map[string]map[string]string{
	"application": {
		"confidential": "confidential", "second": "second", "public": "public", "rotating": "rotating", "leeway": "leeway", "basic": "basic", "jwt": "jwt",
		"device": "device", "another": "two-applications", "browser": "origin",
	},
	"user":     {"second": "second-user"},
	"audience": {"second": "second-audience"},
}

// implication is what the text of a step implies.
type implication struct {
	needs []string
	clock bool
}

// implies looks at the text of a step.
func implies(text string) (all implication) {
	for _, i := range implied {
		if i.text.MatchString(text) {
			all.clock = all.clock || i.clock
			all.needs = append(all.needs, i.needs...)
		}
	}
	for _, match := range ofApplication.FindAllStringSubmatch(text, -1) {
		all.needs = append(all.needs, byName["application"][match[1]])
	}
	return all
}

// imply adds the needs that the steps of the scenario have by what they name. Most texts are steps of many scenarios: known are those
// that were looked at.
func (s *Scenario) imply(known map[string]implication) {
	for _, step := range s.Steps {
		of, seen := known[step.Text]
		if !seen {
			of = implies(step.Text)
			known[step.Text] = of
		}
		s.Clock = s.Clock || of.clock
		s.need(of.needs...)
		s.implyByTable(step.Table)
	}
}

// implyByTable reads a table with a header, or one of parts and values.
func (s *Scenario) implyByTable(table [][]string) {
	for _, row := range table {
		for j, cell := range row {
			s.need(byName[table[0][j]][cell])
		}
		if len(row) == 2 {
			s.need(byName[row[0]][row[1]])
		}
	}
}

func (s *Scenario) need(names ...string) {
	for _, name := range names {
		if name != "" && !slices.Contains(s.Needs, name) {
			s.Needs = append(s.Needs, name)
		}
	}
}
