package managementapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// No browser is ever sent to an address that runs a script, or that has a fragment (RFC 6749 section 3.1.2).
func TestAddressesToWhichNobodyIsSent(t *testing.T) {
	s := newSite(t)
	for _, address := range []string{"javascript:alert(1)", "http://localhost/cb#frag", "data:text/html,x", "nowhere"} {
		for _, member := range []string{`"callbacks":["` + address + `"]`, `"allowed_logout_urls":["` + address + `"]`, `"initiate_login_uri":"` + address + `"`} {
			a := s.call("POST", "/clients", `{"name":"x",`+member+`}`)
			assert.Equal(t, 400, a.status, member)
			assert.Contains(t, a.body, "Object didn't pass validation for format ", member)
		}
		assert.Equal(t, 400, s.call("PATCH", "/tenants/settings", `{"allowed_logout_urls":["`+address+`"]}`).status, address)
	}
	for _, origin := range []string{"javascript://x", "DATA:x", "blob:https://x.example", "file://x"} {
		for _, member := range []string{"web_origins", "allowed_origins"} {
			assert.Equal(t, 400, s.call("POST", "/clients", `{"name":"x","`+member+`":["`+origin+`"]}`).status, origin)
		}
	}
	assert.Equal(t, 201, s.call("POST", "/clients", `{"name":"x","web_origins":["https://*.app.example","localhost:3000"],"allowed_origins":["capacitor://localhost"]}`).status)
	assert.Equal(t, 201, s.call("POST", "/clients", `{"name":"x","callbacks":["https://app.example/cb","com.example.app://cb"],"initiate_login_uri":""}`).status)
}
