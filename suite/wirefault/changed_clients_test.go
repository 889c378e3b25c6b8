package wirefault_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/mockserver"
)

// changedClients are faults in what a change of an application's authentication method does.
func changedClients() []fault {
	demanding, free := changed(mockserver.AuthNone, mockserver.AuthSecretPost), changed(mockserver.AuthSecretPost, mockserver.AuthNone)
	without := func(_ *proxy, r *request) bool { return secretOf(r) == "" }
	loose, strict := all(isRevocation, demanding, without), all(isRevocation, free, without)
	return []fault{
		{rule: "REV-13", name: "without the secret it is refused, but obeyed", dialect: auth0, follows: byHandToo, wrong: at(loose, revokingAnyway)},
		{rule: "REV-13", name: "without a secret it is told a lie", dialect: auth0, follows: byHandToo, wrong: at(strict, pretending)},
	}
}

// byHandToo is because the endpoint does not ask who changed the application.
var byHandToo = follows{"DSH-05": "the same, after a change by hand"}

// changed picks what an application asks that was made with, or had, one method and has another by now.
func changed(from, to mockserver.AuthMethod) condition {
	return func(p *proxy, r *request) bool {
		c := p.application(clientOf(r))
		return c.was == from && c.auth == to
	}
}

// changesClient picks the change of an application's authentication method by the Management API.
func changesClient(_ *proxy, r *request) bool {
	var asked map[string]any
	return r.method == http.MethodPatch && strings.HasPrefix(r.path, "/api/v2/clients/") &&
		json.Unmarshal(r.body, &asked) == nil && asked["token_endpoint_auth_method"] != nil
}

// harmlessChanges take their time, within what the deployment declares.
func harmlessChanges() []fault {
	const late = 3 * time.Second
	settling := all(isRevocation, func(p *proxy, r *request) bool {
		c := p.application(clientOf(r))
		return c.was != "" && p.time() < c.changed+late
	})
	asBefore := func(p *proxy, r *request) *answer {
		c := p.application(clientOf(r))
		if c.was != mockserver.AuthNone && secretOf(r) != c.secret {
			return refuse(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
		}
		return obeying(p, r)
	}
	declared := func(f *file.File) { f.Declares.SettlingTime = new(10 * time.Second) }
	return []fault{
		{rule: "REV-13", name: "a change takes three seconds of the ten declared", dialect: auth0, file: declared, wrong: at(settling, asBefore)},
		{rule: "DSH-05", name: "a change takes three seconds of the ten declared", dialect: auth0, file: declared, wrong: at(settling, asBefore)},
		{rule: "REV-13", name: "a change is answered with more", dialect: auth0, wrong: at(changesClient, changingSuccess(field("signing_keys", []string{})))},
	}
}
