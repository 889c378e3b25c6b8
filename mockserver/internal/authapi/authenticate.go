package authapi

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// credentials are what a caller says of itself.
type credentials struct {
	method                      tenant.AuthMethod
	clientID, secret, assertion string
}

// authenticate finds out who calls. No client and no error means that the policy let the caller in as nobody.
func (c *call) authenticate() (*tenant.Client, tenant.AuthMethod, *tenant.Error) {
	in, found := c.credentials()
	attempt := tenant.Attempt{Request: c.Request, Method: in.method, ClientID: in.clientID, Token: c.kindPresented}
	if found == tenant.AuthOK {
		var err error
		attempt.Client, err = c.store.Client(c.Ctx, in.clientID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			found = tenant.AuthUnknownClient
		case err != nil:
			return nil, "", c.fault(err)
		default:
			found = c.verify(attempt.Client, in)
		}
	}
	c.about(attempt.Client)
	c.grantOrigin(attempt.Client)
	if found = c.Policy.Clients.Judge(attempt, found); found != tenant.AuthOK {
		return nil, in.method, c.Policy.Clients.Refusal(attempt, found)
	}
	return attempt.Client, in.method, nil
}

// credentials reads how the caller presents itself: by one method only (RFC 6749 section 2.3).
func (c *call) credentials() (credentials, tenant.AuthResult) {
	in := credentials{
		method:    tenant.AuthNone,
		clientID:  c.params.Get("client_id"),
		secret:    c.params.Get("client_secret"),
		assertion: c.params.Get("client_assertion"),
	}
	methods := 0
	if in.secret != "" {
		in.method = tenant.AuthSecretPost
		methods++
	}
	if in.assertion != "" || c.params.Get("client_assertion_type") != "" {
		in.method = tenant.AuthPrivateKeyJWT
		methods++
	}
	if header := c.GetHeader("Authorization"); header != "" {
		in.method = tenant.AuthSecretBasic
		methods++
		id, secret, ok := parseBasic(header)
		switch {
		case !ok:
			return in, tenant.AuthMalformedBasic
		case in.clientID != "" && in.clientID != id:
			return in, tenant.AuthMismatch
		}
		if methods == 1 {
			in.clientID, in.secret = id, secret
		}
	}
	if methods > 1 {
		return in, tenant.AuthTwoMethods
	}
	if in.clientID == "" {
		in.clientID = subjectOf(in.assertion)
	}
	if in.clientID == "" {
		return in, tenant.AuthNoClient
	}
	return in, tenant.AuthOK
}

// parseBasic decodes a Basic header, whose parts are form-encoded (RFC 6749 section 2.3.1).
func parseBasic(header string) (id, secret string, ok bool) {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil {
		return "", "", false
	}
	id, secret, ok = strings.Cut(string(raw), ":")
	if !ok || id == "" {
		return "", "", false
	}
	var err1, err2 error
	id, err1 = url.QueryUnescape(id)
	secret, err2 = url.QueryUnescape(secret)
	return id, secret, err1 == nil && err2 == nil
}

// verify compares what was presented with what the client is registered for.
func (c *call) verify(client *tenant.Client, in credentials) tenant.AuthResult {
	switch {
	case in.method == tenant.AuthNone && client.Public():
		return tenant.AuthOK
	case in.method == tenant.AuthNone, in.method == tenant.AuthSecretBasic && in.secret == "":
		return tenant.AuthMissing
	case in.method == tenant.AuthPrivateKeyJWT:
		if client.AuthMethod != tenant.AuthPrivateKeyJWT {
			return tenant.AuthWrongMethod
		}
		return c.verifyAssertion(client, in.assertion)
	// A public client has no need of a secret, but a wrong one is wrong.
	case !client.Public() && !c.Policy.Clients.Accepts(client.AuthMethod, in.method):
		return tenant.AuthWrongMethod
	case !client.SecretIs(in.secret):
		return tenant.AuthWrongSecret
	}
	return tenant.AuthOK
}

// kindPresented is what the refresh token beside the credentials is, for policies that care.
func (c *call) kindPresented() tenant.Kind {
	value := c.params.Get("token")
	if value == "" {
		value = c.params.Get("refresh_token")
	}
	found, err := c.find(value)
	if err != nil {
		c.Failed("look at the token beside the credentials", err)
		return tenant.KindUnknown
	}
	return found.kind
}
