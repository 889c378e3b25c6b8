package managementapi

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
)

var signingKeyAnswer = object(properties{"kid": text(), "cert": text(), "pkcs7": text(), "current": flag(), "next": flag(), "previous": flag(),
	"fingerprint": text(), "thumbprint": text(), "revoked": flag()}, "kid", "cert", "fingerprint", "thumbprint")

// signingKeyRoutes only read: the key is never rotated.
func signingKeyRoutes() []route {
	scopes := []string{"read:signing_keys"}
	return []route{
		{method: "GET", path: "/keys/signing", name: "keys.list", serve: (*call).listSigningKeys,
			does: "Get all Application Signing Keys", scopes: scopes, status: http.StatusOK, answer: list(ref("SigningKey"))},
		{method: "GET", path: "/keys/signing/{id}", name: "keys.read", serve: (*call).readSigningKey,
			does: "Get an Application Signing Key by its key id", scopes: scopes,
			status: http.StatusOK, answer: ref("SigningKey"), refusals: []int{http.StatusNotFound}},
	}
}

func (c *call) listSigningKeys() (any, error) {
	certificate, err := c.signer.Certificate()
	if err != nil || certificate == nil { // whoever verifies could sign
		return []item{}, err
	}
	return []item{c.signingKeyJSON(certificate)}, nil
}

func (c *call) readSigningKey() (any, error) {
	certificate, err := c.signer.Certificate()
	if err != nil {
		return nil, err
	}
	if certificate == nil || c.Param("id") != c.signer.KeyID {
		return nil, notFound("The signing key does not exist", "inexistent_signing_key")
	}
	return c.signingKeyJSON(certificate), nil
}

func (c *call) signingKeyJSON(certificate *keys.Certificate) item {
	var colons []string
	for _, b := range certificate.SHA1 {
		colons = append(colons, strings.ToUpper(hex.EncodeToString([]byte{b})))
	}
	return item{"kid": c.signer.KeyID, "cert": certificate.PEM, "pkcs7": certificate.PKCS7, "current": true, "next": false, "previous": false,
		"fingerprint": strings.Join(colons, ":"), "thumbprint": base64.RawURLEncoding.EncodeToString(certificate.SHA1[:]), "revoked": false}
}
