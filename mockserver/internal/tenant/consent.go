package tenant

import (
	"net"
	"net/url"
)

// skipConsent is the API setting "Allow Skipping User Consent", which is on unless it was turned off.
const skipConsent = "skip_consent_for_verifiable_first_party_clients"

// auth0Consent follows "User Consent and Third-Party Applications": a first-party application does without, where the API
// lets it and its callback can be verified to be its own.
func auth0Consent(c Client, a Audience, redirectURI string) bool {
	skips, set := a.Extra[skipConsent].(bool)
	return !c.FirstParty || set && !skips || !isVerifiable(redirectURI)
}

// isVerifiable says whether nobody else can be at that address: anybody can on the user's own machine, or by a scheme that
// an application made up.
func isVerifiable(uri string) bool {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	host := u.Hostname()
	return host != "" && host != "localhost" && !net.ParseIP(host).IsLoopback()
}
