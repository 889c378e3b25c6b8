package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"

	"github.com/go-jose/go-jose/v4"
)

var errPublicKey = errors.New("no public key; give a PEM block (PUBLIC KEY or CERTIFICATE), a JWK or a JWK Set")

// PublicKeys reads the public keys of a client: a PEM block, a JWK or a JSON Web Key Set. Private ones are refused.
func PublicKeys(text string) ([]byte, error) {
	var set jose.JSONWebKeySet
	if block, _ := pem.Decode([]byte(text)); block != nil {
		key, err := publicOf(block)
		if err != nil {
			return nil, err
		}
		set.Keys = []jose.JSONWebKey{{Key: key, KeyID: "client", Use: "sig"}}
	} else if json.Unmarshal([]byte(text), &set) != nil || len(set.Keys) == 0 {
		var key jose.JSONWebKey
		if json.Unmarshal([]byte(text), &key) != nil {
			return nil, errPublicKey
		}
		set.Keys = []jose.JSONWebKey{key}
	}
	for i := range set.Keys {
		key := &set.Keys[i]
		if !key.IsPublic() || !key.Valid() {
			return nil, errPublicKey
		}
		algorithm, err := algorithmOf(key.Key)
		if err != nil {
			return nil, err
		}
		if key.Algorithm == "" {
			key.Algorithm = algorithm
		}
	}
	return json.Marshal(set)
}

func publicOf(block *pem.Block) (crypto.PublicKey, error) {
	if block.Type == "CERTIFICATE" {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errPublicKey
		}
		return c.PublicKey, nil
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, errPublicKey
	}
	return key, nil
}

// algorithmOf is how assertions of a client with that key are signed: those that the server accepts.
func algorithmOf(key crypto.PublicKey) (string, error) {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return "RS256", nil
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			return "ES256", nil
		}
	}
	return "", errors.New("unusable key; give one for RSA or P-256")
}
