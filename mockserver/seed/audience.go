package seed

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Registered is the API as the tenant has it.
func (a Audience) Registered() tenant.Audience {
	out := tenant.Audience{Identifier: a.Identifier, Name: a.Name, Scopes: slices.Clone(a.Scopes), AllowOfflineAccess: *a.AllowOfflineAccess,
		AccessLifetime: a.AccessLifetime, Extra: map[string]any{}}
	for name, value := range map[string]string{tenant.ExtraTokenDialect: a.TokenDialect, tenant.ExtraSigningAlg: a.SigningAlg,
		tenant.ExtraSigningSecret: a.SigningSecret} {
		if value != "" {
			out.Extra[name] = value
		}
	}
	if a.EnforcePolicies {
		out.Extra[tenant.ExtraEnforcePolicies] = true
	}
	if a.WebLifetime > 0 {
		out.Extra[tenant.ExtraWebLifetime] = a.WebLifetime.Seconds()
	}
	return out
}

// leastSecret is how many characters a signing secret has (Management API reference).
const leastSecret = 16

func (c *checker) audience(place string, a Audience) {
	c.notNegative(place+"access_lifetime", a.AccessLifetime)
	c.notNegative(place+"access_lifetime_web", a.WebLifetime)
	if a.WebLifetime%time.Second != 0 {
		c.problem(place+"access_lifetime_web", "is no whole number of seconds; write it as 10m")
	}
	if a.TokenDialect != "" {
		c.oneOf(place+"token_dialect", a.TokenDialect, tenant.TokenDialects())
	}
	if a.SigningAlg != "" {
		c.oneOf(place+"signing_alg", a.SigningAlg, append(keys.RSAAlgorithms(), tenant.HS256))
	}
	switch shared := a.SigningAlg == tenant.HS256; {
	case shared && len(a.SigningSecret) < leastSecret:
		c.problem(place+"signing_secret", "has less than %d characters; HS256 needs one", leastSecret)
	case !shared && a.SigningSecret != "":
		c.problem(place+"signing_secret", "is of HS256; set signing_alg: HS256, or leave it out")
	}
}
