package managementapi

import (
	"net/http"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var credentialAnswer = object(properties{
	"id": text(), "name": text(), "credential_type": enum(credentialKinds...), "kid": text(), "alg": enum(credentialAlgorithms...),
	"subject_dn": text(), "thumbprint_sha256": text(), "created_at": date(), "updated_at": date(), "expires_at": date(),
}, "id", "credential_type")

func credentialRoutes() []route {
	const all, one = "/clients/{id}/credentials", "/clients/{id}/credentials/{credential_id}"
	unknown := []int{http.StatusNotFound}
	return []route{
		{method: "GET", path: all, name: "credentials.list", serve: (*call).listCredentials,
			does: "Get client credentials", scopes: []string{"read:client_credentials"}, query: pages,
			status: http.StatusOK, answer: list(ref("ClientCredential")), refusals: unknown},
		{method: "POST", path: all, name: "credentials.create", serve: (*call).createCredential,
			does: "Create a client credential", scopes: []string{"create:client_credentials"}, body: credentialBody().with(nil, "credential_type"),
			status: http.StatusCreated, answer: ref("ClientCredential"), refusals: unknown},
		{method: "GET", path: one, name: "credentials.read", serve: (*call).readCredential,
			does: "Get client credential details", scopes: []string{"read:client_credentials"},
			status: http.StatusOK, answer: ref("ClientCredential"), refusals: unknown},
		{method: "PATCH", path: one, name: "credentials.update", serve: (*call).updateCredential,
			does: "Update a client credential", scopes: []string{"update:client_credentials"},
			body:   object(properties{"expires_at": nullable(date())}).notEmpty(),
			status: http.StatusOK, answer: ref("ClientCredential"), refusals: unknown},
		{method: "DELETE", path: one, name: "credentials.delete", serve: (*call).deleteCredential,
			does: "Delete a client credential", scopes: []string{"delete:client_credentials"}, status: http.StatusNoContent},
	}
}

func inexistentCredential() *tenant.Problem {
	return notFound("The credential does not exist", "inexistent_credential")
}

// withCredentials is the application, whose keys are credentials.
func (c *call) withCredentials() (*tenant.Client, error) {
	client, err := c.client(c.Param("id"))
	if err == nil {
		adopt(client)
	}
	return client, err
}

// changeCredentials changes an application whose keys are credentials.
func (c *call) changeCredentials(change func(*tenant.Client) error) error {
	_, err := c.store.UpdateClient(c.Ctx, c.Param("id"), func(client *tenant.Client) error {
		adopt(client)
		if bad := change(client); bad != nil {
			return bad
		}
		return setKeys(client)
	})
	return missing(err, inexistentClient())
}

// listCredentials lists the newest first. All at once: Auth0 heeds no pages here.
func (c *call) listCredentials() (any, error) {
	client, err := c.withCredentials()
	if err != nil {
		return nil, err
	}
	items := []item{}
	for _, k := range slices.Backward(client.Credentials) {
		items = append(items, credentialJSON(k))
	}
	return items, nil
}

func (c *call) readCredential() (any, error) {
	client, err := c.withCredentials()
	if err != nil {
		return nil, err
	}
	if k := client.Credential(c.Param("credential_id")); k != nil {
		return credentialJSON(*k), nil
	}
	return nil, inexistentCredential()
}

func (c *call) createCredential() (any, error) {
	k, err := newCredential(c.body, c.Now)
	if err != nil {
		return nil, err
	}
	err = c.changeCredentials(func(client *tenant.Client) error {
		client.Credentials = append(slices.Clone(client.Credentials), k)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return credentialJSON(k), nil
}

func (c *call) updateCredential() (any, error) {
	var changed tenant.ClientCredential
	err := c.changeCredentials(func(client *tenant.Client) error {
		client.Credentials = slices.Clone(client.Credentials)
		k := client.Credential(c.Param("credential_id"))
		if k == nil {
			return inexistentCredential()
		}
		k.UpdatedAt, k.ExpiresAt = c.Now, expiry(c.body)
		changed = *k
		return nil
	})
	if err != nil {
		return nil, err
	}
	return credentialJSON(changed), nil
}

// deleteCredential lets nobody authenticate by it any more. No 404 is documented.
func (c *call) deleteCredential() (any, error) {
	id := c.Param("credential_id")
	_, err := c.store.UpdateClient(c.Ctx, c.Param("id"), func(client *tenant.Client) error {
		adopt(client)
		c.known = client.Credential(id) != nil
		client.Credentials = slices.DeleteFunc(slices.Clone(client.Credentials), func(k tenant.ClientCredential) bool { return k.ID == id })
		client.CredentialIDs = slices.DeleteFunc(slices.Clone(client.CredentialIDs), func(each string) bool { return each == id })
		return setKeys(client)
	})
	return nil, store.IgnoreMissing(err)
}

func credentialJSON(k tenant.ClientCredential) item {
	out := item{"id": k.ID, "credential_type": k.Kind}
	for name, value := range map[string]string{"name": k.Name, "kid": k.KeyID, "alg": k.Algorithm, "subject_dn": k.SubjectDN, "thumbprint_sha256": k.Thumbprint} {
		if value != "" {
			out[name] = value
		}
	}
	for name, at := range map[string]time.Time{"created_at": k.CreatedAt, "updated_at": k.UpdatedAt, "expires_at": k.ExpiresAt} {
		if !at.IsZero() {
			out[name] = stamp(at)
		}
	}
	return out
}
