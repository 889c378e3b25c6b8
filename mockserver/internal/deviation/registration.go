package deviation

import (
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// revocationRegistration are about an application's registration that was changed.
func revocationRegistration() []Deviation {
	return []Deviation{
		{Name: "authentication-method-is-cached", Rule: "REV-13", Dialects: onlyAuth0,
			Sentence: "The revocation endpoint goes on demanding of an application what it demanded at its first request.",
			Follows:  map[string]string{"DSH-05": "a method that is changed in the Dashboard is changed as well"},
			Apply: byFirstRegistration(tenant.EndpointRevocation, func(wasPublic bool, a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
				switch {
				case wasPublic && found == tenant.AuthMissing:
					return tenant.AuthOK
				case !wasPublic && found == tenant.AuthOK && a.Method == tenant.AuthNone:
					return tenant.AuthMissing
				}
				return found
			})},
		{Name: "once-public-any-secret-will-do", Rule: "REV-13", Dialects: onlyAuth0,
			Sentence: "An application that was once public revokes with a wrong secret.",
			Apply: byFirstRegistration("", func(wasPublic bool, _ tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
				if wasPublic && found == tenant.AuthWrongSecret {
					return tenant.AuthOK
				}
				return found
			})},
		{Name: "once-public-the-secret-is-refused", Rule: "REV-13", Dialects: onlyAuth0,
			Sentence: "An application that was once public is refused with the secret that it has now.",
			Follows:  map[string]string{"DSH-05": "a method that is changed in the Dashboard is changed as well"},
			Apply: byFirstRegistration("", func(wasPublic bool, a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
				if wasPublic && found == tenant.AuthOK && a.Method == tenant.AuthSecretPost {
					return tenant.AuthWrongSecret
				}
				return found
			})},
	}
}

// byFirstRegistration changes what authentication comes to at the revocation endpoint, given what the application was when it was
// first seen at that endpoint, or at any.
func byFirstRegistration(at tenant.Endpoint, change func(wasPublic bool, a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult) change {
	var first sync.Map // client id -> whether it was public
	return changingAuthentication(func(a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
		if a.Client == nil {
			return found
		}
		was, known := first.Load(a.Client.ID)
		if !known && (at == "" || at == a.Request.Endpoint) {
			was, _ = first.LoadOrStore(a.Client.ID, a.Client.Public())
			known = true
		}
		if !known || a.Request.Endpoint != tenant.EndpointRevocation {
			return found
		}
		return change(was.(bool), a, found)
	})
}
