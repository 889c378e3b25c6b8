package reports

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// Reference is a public report of what a verdict says: OWNER/NAME#NUMBER on GitHub, a CVE, or an https URL.
type Reference string

var (
	issue = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)#([0-9]+)$`)
	cve   = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,}$`)
)

// SetText refuses what leads nowhere, for whoever reads one from a file.
func (r *Reference) SetText(text string) error {
	if *r = Reference(text); r.URL() == "" {
		return fmt.Errorf("must be OWNER/NAME#NUMBER, CVE-YEAR-NUMBER or an https URL, not %q", text)
	}
	return nil
}

// URL is where the report stands; "" where that is not known.
func (r Reference) URL() string {
	text := string(r)
	switch m := issue.FindStringSubmatch(text); {
	case m != nil:
		return "https://github.com/" + m[1] + "/issues/" + m[2]
	case cve.MatchString(text):
		return "https://www.cve.org/CVERecord?id=" + text
	case strings.HasPrefix(text, "https://"):
		return text
	}
	return ""
}

// Upstream are the reports of what the verdict says; none of a rule that holds.
func (c matrixCell) Upstream() []Reference {
	if c.Rule == nil || c.Rule.Verdict == record.Pass {
		return nil
	}
	return c.Server.Upstream[c.Rule.ID]
}

// upstream is the cell of a row for what is reported of its verdicts.
func (row matrixRow) upstream() string {
	var all []string
	for _, c := range row.Cells {
		for _, r := range c.Upstream() {
			all = append(all, fmt.Sprintf("[%s](%s)", escapedMarkdown(string(r)), r.URL()))
		}
	}
	return strings.Join(all, ", ")
}
