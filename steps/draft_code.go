package steps

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
)

// setVerifier changes what proves that who redeems a code has begun its sign-in (RFC 7636 section 4.6).
func (d *draft) setVerifier(value string) error {
	verifier := d.form.Get("code_verifier")
	switch value {
	case "absent":
		d.form.Del("code_verifier")
	case "empty":
		d.form.Set("code_verifier", "")
	case "another":
		d.form.Set("code_verifier", d.w.unknownLike(verifier))
	case "the challenge":
		sum := sha256.Sum256([]byte(verifier))
		d.form.Set("code_verifier", base64.RawURLEncoding.EncodeToString(sum[:]))
	default:
		changed, ok := alteredCopy(verifier, value)
		if !ok {
			return fmt.Errorf("the code verifier can be absent, empty, another, the challenge, altered at the end, shortened or lengthened by a character, not %q", value)
		}
		d.form.Set("code_verifier", changed)
	}
	return nil
}

// setRedirect changes the address that the code was sent to (RFC 6749 section 4.1.3).
func (d *draft) setRedirect(value string) error {
	registered := d.form.Get("redirect_uri")
	switch value {
	case "absent":
		d.form.Del("redirect_uri")
	case "empty":
		d.form.Set("redirect_uri", "")
	case "another":
		d.form.Set("redirect_uri", "https://client.invalid/callback")
	case "with its case swapped":
		d.form.Set("redirect_uri", pathInOtherCase(registered))
	case "followed by a slash":
		d.form.Set("redirect_uri", registered+"/")
	case "with a query":
		d.form.Set("redirect_uri", registered+"?revokespec=1")
	default:
		return fmt.Errorf("redirect_uri can be absent, empty, another, followed by a slash, with a query or with its case swapped, not %q", value)
	}
	return nil
}

// pathInOtherCase leaves scheme and host, which have none (RFC 3986 section 6.2.2.1).
func pathInOtherCase(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = strings.Map(swapCase, u.Path)
	return u.String()
}
