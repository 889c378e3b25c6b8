package suite

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/reports"
)

// Measure counts, in the record of a run on revokespec's own mock, what each scenario asked of it.
func Measure(record *reports.Record, dialect string) map[string]Cost {
	costs := map[string]Cost{}
	for _, rule := range record.Rules {
		for _, scenario := range rule.Scenarios {
			c := Cost{SignIns: map[string]int{}}
			role := ""
			for _, step := range scenario.Steps {
				for _, e := range step.Exchanges {
					c.count(e, &role)
				}
			}
			costs[dialect+" "+rule.ID+" "+scenario.Name] = c
		}
	}
	return costs
}

// count adds one exchange. Who signs in at the pages of the mock was named by a request before.
func (c *Cost) count(e reports.Exchange, role *string) {
	at, err := url.Parse(e.Request.URL)
	if err != nil {
		return
	}
	form, _ := url.ParseQuery(e.Request.Body)
	if id := form.Get("client_id") + at.Query().Get("client_id"); strings.HasPrefix(id, "mock-") {
		*role = strings.TrimPrefix(id, "mock-")
	} else if id != "" {
		*role = "throw-away"
	}
	path, post := at.Path, e.Request.Method == "POST"
	switch {
	case strings.HasPrefix(path, "/_mock/"):
		var body struct{ Advance string }
		if json.Unmarshal([]byte(e.Request.Body), &body) == nil {
			wait, _ := time.ParseDuration(body.Advance)
			c.Wait += wait
		}
		return
	case strings.HasPrefix(path, "/api/v2/"):
		c.Management++
		switch {
		case path == "/api/v2/tenants/settings" && e.Request.Method == "PATCH":
			c.Changes++
		case path == "/api/v2/clients" && post:
			c.Applications++
		case path == "/api/v2/users" && post:
			c.Users++
		}
	case path == "/oauth/token" && form.Get("grant_type") == "password", path == "/u/login" && post:
		c.SignIns[*role]++
	}
	c.Requests++
}
