package file

import "slices"

// All lists the extra parameters by the key of their endpoint.
func (e ExtraParameters) All() map[string]map[string]string {
	return map[string]map[string]string{"token": e.Token, "revocation": e.Revocation, "introspection": e.Introspection}
}

// parametersOfItsOwn are those by which the rules tell requests apart. That of the hint is not among them: a scenario about it writes it itself.
var parametersOfItsOwn = []string{
	"token", "client_id", "client_secret", "client_assertion", "client_assertion_type", "grant_type", "refresh_token", "code", "redirect_uri",
	"code_verifier", "device_code", "scope", "username", "password",
}

func (c checker) extraParameters() {
	for endpoint, parameters := range c.Extra.All() {
		for name := range parameters {
			if key := "extra_parameters." + endpoint + "." + name; name == "" || slices.Contains(parametersOfItsOwn, name) {
				c.say(key, "%s is set by revokespec itself; remove it", key)
			}
		}
	}
}
