package managementapi

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// applyAuthentication sets how the application proves who it is: by token_endpoint_auth_method, or else by
// client_authentication_methods, never by both.
func applyAuthentication(client *tenant.Client, body map[string]any) error {
	method, _ := body["token_endpoint_auth_method"].(string)
	methods, _ := body["client_authentication_methods"].(map[string]any)
	_, cleared := body["client_authentication_methods"]
	switch {
	case method != "" && methods != nil:
		return badBody("token_endpoint_auth_method and client_authentication_methods are mutually exclusive")
	case methods != nil:
		return applyCredentials(client, methods["private_key_jwt"].(map[string]any))
	case method != "":
		client.AuthMethod, client.PublicKeys = tenant.AuthMethod(method), nil
	case cleared && client.AuthMethod == tenant.AuthPrivateKeyJWT:
		client.AuthMethod, client.PublicKeys = tenant.AuthSecretPost, nil
	}
	if !client.Public() && client.Secret == "" {
		client.Secret = tenant.NewID(32)
	}
	return nil
}

// applyCredentials keeps public keys: new ones by their PEM, those that are there by their id.
func applyCredentials(client *tenant.Client, value map[string]any) error {
	before := publicKeys(client)
	var set jose.JSONWebKeySet
	for _, v := range value["credentials"].([]any) {
		m := v.(map[string]any)
		text := func(name string) string { s, _ := m[name].(string); return s }
		key, kept := before[text("id")]
		if !kept {
			algorithm := text("alg")
			if algorithm == "" {
				algorithm = "RS256"
			}
			public, ok := parsePublicKey(text("pem"))
			if !ok {
				return badBody("Expected the id of a credential, or an RSA public key in PEM on property client_authentication_methods.private_key_jwt.credentials")
			}
			key = jose.JSONWebKey{Key: public, Algorithm: algorithm, Use: "sig"}
		}
		set.Keys = append(set.Keys, key)
	}
	raw, err := json.Marshal(set)
	if err != nil {
		return badBody("The public key cannot be used")
	}
	client.AuthMethod, client.PublicKeys = tenant.AuthPrivateKeyJWT, raw
	return nil
}

const leastRSABits = 2048

func parsePublicKey(text string) (*rsa.PublicKey, bool) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || strings.TrimSpace(string(rest)) != "" {
		return nil, false
	}
	var public crypto.PublicKey
	switch block.Type {
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, false
		}
		public = certificate.PublicKey
	case "PUBLIC KEY":
		var err error
		if public, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
			return nil, false
		}
	}
	key, ok := public.(*rsa.PublicKey)
	return key, ok && key.N.BitLen() >= leastRSABits
}

// publicKeys are the application's keys by credential id, which is the key's thumbprint (RFC 7638).
func publicKeys(client *tenant.Client) map[string]jose.JSONWebKey {
	out := map[string]jose.JSONWebKey{}
	for _, key := range keySet(client) {
		out[credentialID(key)] = key
	}
	return out
}

func keySet(client *tenant.Client) []jose.JSONWebKey {
	var set jose.JSONWebKeySet
	if json.Unmarshal(client.PublicKeys, &set) != nil { // there is none: only key sets are kept
		return nil
	}
	return set.Keys
}

func credentialID(key jose.JSONWebKey) string {
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return "cred_" + hex.EncodeToString(sum)[:24]
}

func credentialsJSON(client *tenant.Client) []item {
	out := []item{}
	for _, key := range keySet(client) {
		out = append(out, item{"id": credentialID(key)})
	}
	return out
}

// digest is an identifier of n bytes, in hexadecimal, that the same parts always have.
func digest(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:n])
}
