package managementapi

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// mostID is how many characters an identifier in a path may have.
const mostID = 300

// correlationID is what X-Correlation-ID may be: up to 64 characters.
var correlationID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[-\w.*~@+/:]{1,64}$`) })

// read checks the request against its row of the table.
func (c *call) read() error {
	for _, p := range c.Params {
		if wrong := name(mostID).check(p.Value, p.Key); wrong != "" {
			return badPath(wrong)
		}
	}
	if bad := c.checkUserID(); bad != nil {
		return bad
	}
	id := c.GetHeader("X-Correlation-ID")
	if c.route.writes() && id != "" && !correlationID().MatchString(id) {
		return badHeaders("String does not match pattern " + correlationID().String() + onProperty("x-correlation-id"))
	}
	if bad := c.requires(c.route.also...); bad != nil {
		return bad
	}
	if bad := c.readQuery(); bad != nil {
		return bad
	}
	return c.readBody()
}

// readQuery keeps the parameters that are well-formed; the policy may let one pass that is not, which then does not
// count.
func (c *call) readQuery() error {
	c.query = tenant.Params{}
	sent := c.Request.Query
	for _, p := range c.route.query {
		if p.required && !sent.Has(p.name) {
			return badQuery("Missing required property: " + p.name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sent)) {
		i := slices.IndexFunc(c.route.query, func(p parameter) bool { return p.name == key })
		wrong := "Additional properties not allowed: " + tenant.Shorten(key)
		switch {
		case i >= 0 && c.route.query[i].schema.Type == "array":
			wrong = c.route.query[i].schema.checkRepeated(sent[key], key)
		case i >= 0 && len(sent[key]) > 1:
			wrong = wrongType(c.route.query[i].schema.Type, "array", key)
		case i >= 0:
			wrong = c.route.query[i].schema.checkParameter(sent.Get(key), key)
		}
		if wrong == "" {
			c.query[key] = sent[key]
		} else if bad := c.malformed(wrong); bad != nil {
			return bad
		}
	}
	return nil
}

// malformed is the refusal of a query parameter, unless the policy has none.
func (c *call) malformed(wrong string) error {
	return asError(c.Policy.Management.Malformed(c.route.name, badQuery(wrong)))
}

// checkParameter checks a value that is written as text.
func (s *schema) checkParameter(value, at string) string {
	switch s.Type {
	case "integer":
		n, err := strconv.Atoi(value)
		if err != nil || strconv.Itoa(n) != value { // +1 and 007 are no numbers of JSON either
			return wrongType("integer", "string", at)
		}
		return s.check(float64(n), at)
	case "boolean":
		if _, ok := parseBoolean(value); !ok {
			return wrongType("boolean", "string", at)
		}
		return ""
	}
	return s.check(value, at)
}

// checkRepeated checks the values of a parameter that may be given several times.
func (s *schema) checkRepeated(values []string, at string) string {
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = value
	}
	return s.checkList(list, at)
}

func parseBoolean(value string) (on, ok bool) {
	switch value {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// flag is a boolean parameter.
func (c *call) flag(name string, otherwise bool) bool {
	if on, ok := parseBoolean(c.query.Get(name)); ok {
		return on
	}
	return otherwise
}

// number is an integer parameter.
func (c *call) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(c.query.Get(name)); err == nil {
		return n
	}
	return otherwise
}

func (c *call) readBody() error {
	s := c.route.body
	if s == nil {
		return nil
	}
	if len(c.Raw) == 0 && len(s.Required) == 0 && c.route.method == http.MethodPost {
		c.body = map[string]any{}
		return nil
	}
	o, err := c.JSONObject()
	if err != nil || c.Request.BodyType != tenant.BodyJSON {
		return badBody("Expected type object")
	}
	c.body = o
	if wrong := s.check(o, ""); wrong != "" {
		return c.badBody(wrong)
	}
	return nil
}

// badBody is the refusal of a body, unless the policy has none.
func (c *call) badBody(wrong string) error { return c.badBodyAs(badBody(wrong)) }

func (c *call) badBodyAs(found *tenant.Problem) error {
	return asError(c.Policy.Management.BadBody(c.route.name, c.body, found))
}
