package suite

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/revokespec/revokespec/record"
)

// Measure counts, in the record of a run on revokespec's own mock, what each scenario asked of it.
func Measure(record *record.Record, dialect string) map[string]Cost {
	costs := map[string]Cost{}
	for _, rule := range record.Rules {
		for _, scenario := range rule.Scenarios {
			c := Cost{SignIns: map[string]int{}}
			role := ""
			for _, step := range scenario.Steps {
				for _, e := range step.Exchanges {
					c.count(e, &role)
				}
				c.countHidden(step.Message, role)
			}
			costs[dialect+" "+rule.ID+" "+scenario.Name] = c
		}
	}
	return costs
}

// hidden is how a step notes what the record does not show one by one.
var hidden = regexp.MustCompile(`(\d+) more (sign-ins|exchanges), not shown`)

func (c *Cost) countHidden(note, role string) {
	for _, m := range hidden.FindAllStringSubmatch(note, -1) {
		n, _ := strconv.Atoi(m[1])
		c.Requests += n
		if m[2] == "sign-ins" {
			c.SignIns[role] += n
		}
	}
}

// secretOf is how the record shows a secret of the file.
var secretOf = regexp.MustCompile(`^\[secret of (\w+)\]$`)

// roleOf tells the application that a request is of, "" where it is nobody's. The mock's are called mock-ROLE.
func roleOf(id, secret string, h map[string][]string) string {
	role, listed := strings.CutPrefix(id, "mock-")
	named := secretOf.FindStringSubmatch(secret)
	switch {
	case listed:
		return role
	case named != nil: // an id may be hidden, where another scenario sent it for a secret
		return named[1]
	case id != "":
		return "throw-away"
	case len(h["Authorization"]) > 0 && strings.HasPrefix(h["Authorization"][0], "Basic"):
		return "basic"
	}
	return ""
}

// count adds one exchange. Who signs in at the pages of the mock was named by a request before.
func (c *Cost) count(e record.Exchange, role *string) {
	at, err := url.Parse(e.Request.URL)
	if err != nil {
		return
	}
	form, _ := url.ParseQuery(e.Request.Body)
	*role = cmp.Or(roleOf(form.Get("client_id")+at.Query().Get("client_id"), form.Get("client_secret"), e.Request.Headers), *role)
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
