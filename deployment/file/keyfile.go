package file

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/internal/readfile"
)

var errKey = errors.New("holds no private key; give a PEM file (PKCS#8, PKCS#1 or SEC 1) or a JWK, RSA, EC or Ed25519")

// SigningKey is the private key that the client signs its assertions with.
func (c Client) SigningKey() (jose.SigningKey, error) {
	if c.Key != "" {
		return parseKey([]byte(c.Key))
	}
	data, err := readfile.Regular(c.KeyFile, maxIncluded)
	switch {
	case errors.Is(err, readfile.ErrNotRegular) || errors.Is(err, readfile.ErrTooLarge):
		return jose.SigningKey{}, errKey
	case err != nil:
		return jose.SigningKey{}, errors.New("cannot be read; the path is relative to the deployment file")
	}
	return parseKey(data)
}

func parseKey(data []byte) (jose.SigningKey, error) {
	if block, _ := pem.Decode(data); block != nil {
		return pemKey(block.Bytes)
	}
	var key jose.JSONWebKey
	if json.Unmarshal(data, &key) != nil || key.IsPublic() || !key.Valid() {
		return jose.SigningKey{}, errKey
	}
	algorithm := jose.SignatureAlgorithm(key.Algorithm)
	if algorithm == "" {
		algorithm = algorithmOf(key.Key)
	}
	if algorithm == "" {
		return jose.SigningKey{}, errKey
	}
	return jose.SigningKey{Algorithm: algorithm, Key: key}, nil
}

func pemKey(der []byte) (jose.SigningKey, error) {
	var key any
	var err error
	if key, err = x509.ParsePKCS8PrivateKey(der); err != nil {
		if key, err = x509.ParsePKCS1PrivateKey(der); err != nil {
			if key, err = x509.ParseECPrivateKey(der); err != nil {
				return jose.SigningKey{}, errKey
			}
		}
	}
	if algorithm := algorithmOf(key); algorithm != "" {
		return jose.SigningKey{Algorithm: algorithm, Key: key}, nil
	}
	return jose.SigningKey{}, errKey
}

// algorithmOf is the usual JWS algorithm of a key (RFC 7518 section 3.1, RFC 8037).
func algorithmOf(key crypto.PrivateKey) jose.SignatureAlgorithm {
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return jose.RS256
	case ed25519.PrivateKey:
		return jose.EdDSA
	case *ecdsa.PrivateKey:
		switch k.Curve.Params().BitSize {
		case 256:
			return jose.ES256
		case 384:
			return jose.ES384
		case 521:
			return jose.ES512
		}
	}
	return ""
}
