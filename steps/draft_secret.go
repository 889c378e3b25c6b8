package steps

import (
	"fmt"
	"net/http"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/judge"
)

// setSecret changes what the client proves itself with.
func (d *draft) setSecret(value string) error {
	d.subject = judge.WrongSecretRevocation
	if d.client.Auth == file.AuthNone {
		return notApplicable("the %s application has no secret", d.client.Role)
	}
	if value == "absent" || value == "empty" {
		d.subject = judge.MissingSecretRevocation
	}
	switch {
	case value == "absent":
		d.withoutSecret = true
	case d.client.Auth == file.AuthPrivateKeyJWT && value == "wrong":
		d.assertion.Alien = true
	case d.client.Auth == file.AuthPrivateKeyJWT:
		return notApplicable("the %s application authenticates with a key, which cannot be %s", d.client.Role, value)
	case value == "wrong":
		d.client.ClientSecret = d.w.unknownLike(d.client.ClientSecret)
		d.w.wrongSecret = d.client.ClientSecret
	case value == "empty":
		d.client.ClientSecret = ""
	case value == "of another application":
		return d.setOtherSecret()
	case value == "wrong, in header and body":
		d.client.ClientSecret = d.w.unknownLike(d.client.ClientSecret)
		d.w.wrongSecret = d.client.ClientSecret
		d.credentials = bodySays("client_id", d.client.ClientID, "client_secret", d.client.ClientSecret)
	case value == "a header that says nothing":
		d.credentials = func(r *httpx.Request) {
			bodySays("client_id", d.client.ClientID)(r)
			r.Header = http.Header{"Authorization": {"Basic"}}
		}
	default:
		wrong, ok := alteredCopy(d.client.ClientSecret, value)
		if !ok {
			return fmt.Errorf("a client secret can be wrong, absent, empty, of another application, altered at the end, shortened or lengthened by a character, followed by a space, wrong in header and body, a header that says nothing, not %q", value)
		}
		d.client.ClientSecret = wrong
	}
	return nil
}

// bodySays adds parameters to the body, in pairs of name and value.
func bodySays(pairs ...string) func(*httpx.Request) {
	return func(r *httpx.Request) {
		for i := 0; i < len(pairs); i += 2 {
			r.Form.Set(pairs[i], pairs[i+1])
		}
	}
}

// setOtherSecret authenticates with the secret of another application that has one.
func (d *draft) setOtherSecret() error {
	for _, other := range d.w.deployment().File.Clients.Distinct() {
		if other.ClientID != d.client.ClientID && other.ClientSecret != "" && other.ClientSecret != d.client.ClientSecret {
			d.client.ClientSecret = other.ClientSecret
			return nil
		}
	}
	return notApplicable("no other application has a secret")
}
