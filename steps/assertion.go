package steps

import (
	"fmt"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/judge"
)

// foreignHost is nobody's.
const foreignHost = "revokespec-foreign.example"

// setAssertion changes one thing about the assertion that a private_key_jwt client authenticates with.
func (d *draft) setAssertion(value string) error {
	if d.client.Auth != file.AuthPrivateKeyJWT {
		return fmt.Errorf("the %s application authenticates by %s, not with an assertion", d.client.Role, d.client.Auth)
	}
	right, err := d.w.lease.Audience(d.client)
	if err != nil {
		return err
	}
	switch value {
	case "expired ten minutes ago":
		d.assertion.Age = 11 * time.Minute
	case "expired a day ago":
		d.assertion.Age = 24 * time.Hour
	case "signed with another key":
		d.assertion.Alien = true
	case "not signed":
		d.assertion.Unsigned = true
	case "addressed to a foreign host":
		right.Host = foreignHost
		d.assertion.Audience = right.String()
	case "addressed to a host that begins alike":
		right.Host += "." + foreignHost
		d.assertion.Audience = right.String()
	case "absent":
		d.withoutSecret = true
	case "replaced by a secret":
		d.withoutSecret, d.credentials = true, bodySays("client_secret", d.w.unknownLike("a-secret-that-nobody-has"))
	case "used before":
		d.subject = judge.ReplayedAssertion
		if d.replayed = d.w.assertion; d.replayed == "" {
			return fmt.Errorf("no assertion was sent yet")
		}
	default:
		return fmt.Errorf("an assertion cannot be %q", value)
	}
	return nil
}
