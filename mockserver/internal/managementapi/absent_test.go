package managementapi_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatNoTenantHasIsListedEmptyInTheShapeOfTheReference(t *testing.T) {
	s := newSite(t)
	user := "/users/" + url.PathEscape(s.userID(0))
	for path, want := range map[string]string{
		"/rules": `[]`,
		"/rules?include_totals=true&per_page=100":                  `{"limit":100,"rules":[],"start":0,"total":0}`,
		"/organizations?take=50":                                   `{"organizations":[]}`,
		"/custom-domains":                                          `[]`,
		"/actions/actions?page=0&per_page=100":                     `{"actions":[],"per_page":100,"total":0}`,
		"/actions/triggers":                                        `{"triggers":[]}`,
		"/event-streams":                                           `{"eventStreams":[]}`,
		user + "/organizations":                                    `[]`,
		user + "/enrollments":                                      `[]`,
		"/prompts/login/custom-text/en":                            `{}`,
		"/attack-protection/brute-force-protection?fields=enabled": `{"enabled":false}`,
	} {
		a := s.call("GET", path, "")
		assert.Equal(t, 200, a.status, path)
		assert.Equal(t, want, a.body, path)
	}
	for path, want := range map[string]string{
		"/rules/rul_1": "The rule does not exist", "/emails/provider": "There is not a configured email provider",
		"/users/auth0%7Cnobody/organizations": "The user does not exist.",
	} {
		a := s.call("GET", path, "")
		assert.Equal(t, 404, a.status, path)
		assert.Contains(t, a.body, want)
	}
	a := s.call("GET", "/attack-protection/captcha", "")
	assert.Equal(t, 403, a.status)
	assert.Contains(t, a.body, "insufficient_entitlement")
	assert.Equal(t, 403, s.do("GET", "/api/v2/rules", s.managementToken("read:roles"), "").status)
	assert.Equal(t, 400, s.call("GET", "/rules?colour=red", "").status)
}
