package managementapi

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// extraAssumed is the authentication method, in Client.Extra, that an application was given since nobody chose one: it is not shown.
const extraAssumed = "token_endpoint_auth_method.assumed" // hidden

// credentialMethods are the methods of client_authentication_methods, with the kind of credential that each goes by.
var credentialMethods = map[tenant.AuthMethod]string{
	tenant.AuthPrivateKeyJWT: tenant.CredentialPublicKey,
	tenant.AuthTLS:           tenant.CredentialSubjectDN,
	tenant.AuthSelfSignedTLS: tenant.CredentialCertificate,
}

// applyAuthentication sets how the application proves who it is: by token_endpoint_auth_method, or else by
// client_authentication_methods, never by both.
func applyAuthentication(client *tenant.Client, body map[string]any, now time.Time) error {
	method, _ := body["token_endpoint_auth_method"].(string)
	methods, _ := body["client_authentication_methods"].(map[string]any)
	_, cleared := body["client_authentication_methods"]
	switch {
	case method != "" && methods != nil:
		return badBody("token_endpoint_auth_method and client_authentication_methods are mutually exclusive")
	case methods != nil:
		for name, value := range methods { // there is one
			if bad := authenticateBy(client, tenant.AuthMethod(name), value.(map[string]any), now); bad != nil {
				return bad
			}
		}
	case method != "":
		adopt(client)
		client.AuthMethod, client.PublicKeys, client.CredentialIDs = tenant.AuthMethod(method), nil, nil
		delete(client.Extra, extraAssumed)
	case cleared && credentialMethods[client.AuthMethod] != "":
		adopt(client)
		client.AuthMethod, client.PublicKeys, client.CredentialIDs = tenant.AuthSecretPost, nil, nil
		client.Extra[extraAssumed] = string(tenant.AuthSecretPost)
	}
	if !client.Public() && client.Secret == "" {
		client.Secret = tenant.NewID(32)
	}
	return nil
}

// authenticateBy lets the application prove itself by these credentials alone.
func authenticateBy(client *tenant.Client, method tenant.AuthMethod, value map[string]any, now time.Time) error {
	ids, bad := registerAll(client, value["credentials"], credentialMethods[method], "client_authentication_methods."+string(method)+".credentials", now)
	if bad != nil {
		return bad
	}
	client.AuthMethod, client.CredentialIDs = method, ids
	delete(client.Extra, extraAssumed)
	return setKeys(client)
}

// registerAll keeps the credentials of a list, new ones, or those that are there and named by their ID, and returns the IDs.
func registerAll(client *tenant.Client, list any, kind, at string, now time.Time) ([]string, error) {
	adopt(client)
	ids := []string{}
	for _, v := range list.([]any) {
		m := v.(map[string]any)
		if id, named := m["id"].(string); named {
			if k := client.Credential(id); k == nil || k.Kind != kind {
				return nil, badBody("The credential does not exist, or is of another credential_type on property " + at)
			}
			ids = append(ids, id)
			continue
		}
		if m["credential_type"] == nil {
			m["credential_type"] = kind
		}
		k, bad := newCredential(m, now)
		if bad != nil {
			return nil, bad
		}
		client.Credentials = append(slices.Clone(client.Credentials), k)
		ids = append(ids, k.ID)
	}
	return ids, nil
}

// applyRequestObject keeps how the application signs its requests, which none has to here, with the IDs of the credentials for it.
func applyRequestObject(client *tenant.Client, value map[string]any, now time.Time) error {
	kept := merged(client.Extra["signed_request_object"], value)
	if list, given := value["credentials"]; given {
		ids, bad := registerAll(client, list, tenant.CredentialPublicKey, "signed_request_object.credentials", now)
		if bad != nil {
			return bad
		}
		shown := []any{}
		for _, id := range ids {
			shown = append(shown, map[string]any{"id": id})
		}
		kept["credentials"] = shown
	}
	client.Extra["signed_request_object"] = kept
	return nil
}

// setKeys makes the key set that assertions are verified with. Its keys bear the IDs of their credentials.
func setKeys(client *tenant.Client) error {
	client.PublicKeys = nil
	if client.AuthMethod != tenant.AuthPrivateKeyJWT {
		return nil
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, id := range client.CredentialIDs {
		var key jose.JSONWebKey
		if k := client.Credential(id); k == nil || json.Unmarshal(k.Key, &key) != nil {
			continue
		}
		key.KeyID = id
		set.Keys = append(set.Keys, key)
	}
	raw, err := json.Marshal(set)
	if err != nil {
		return badBody("The public key cannot be used")
	}
	client.PublicKeys = raw
	return nil
}

// adopt gives an application that came with a key set the credentials that such keys are here.
func adopt(client *tenant.Client) {
	if len(client.Credentials) > 0 || client.AuthMethod != tenant.AuthPrivateKeyJWT {
		return
	}
	var set jose.JSONWebKeySet
	if json.Unmarshal(client.PublicKeys, &set) != nil { // there is none: only key sets are kept
		return
	}
	for _, key := range set.Keys {
		k, err := credentialOf(key, "cred_"+digest(11, string(client.PublicKeys), key.KeyID))
		if err != nil {
			continue // it verifies nothing either
		}
		client.Credentials = append(client.Credentials, k)
		client.CredentialIDs = append(client.CredentialIDs, k.ID)
	}
}

// authenticationJSON shows how the application proves itself, where somebody chose that: credentials by their IDs, or whole
// where they have just been made.
func authenticationJSON(client *tenant.Client, out item, whole bool) {
	if credentialMethods[client.AuthMethod] == "" {
		if client.Extra[extraAssumed] != string(client.AuthMethod) {
			out["token_endpoint_auth_method"] = client.AuthMethod
		}
		return
	}
	c := *client
	adopt(&c)
	list := []item{}
	for _, id := range c.CredentialIDs {
		if k := c.Credential(id); k != nil && whole {
			list = append(list, credentialJSON(*k))
		} else if k != nil {
			list = append(list, item{"id": id})
		}
	}
	out["client_authentication_methods"] = item{string(client.AuthMethod): item{"credentials": list}}
}
