package wirefault_test

import (
	"net/http"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
)

// harmlessEndings are what the documents leave open.
func harmlessEndings() []fault {
	clientGone := func(p *proxy, t token) bool { return p.application(t.client).gone }
	blocked := func(p *proxy, t token) bool { return p.person(t.user).blocked }
	gone := func(p *proxy, t token) bool { return p.person(t.user).gone }
	var out []fault
	add := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong})
	}
	for _, refusal := range []struct {
		status int
		code   string
	}{{401, "invalid_client"}, {403, "unauthorized_client"}, {403, "invalid_grant"}, {400, "invalid_client"}, {401, "access_denied"}} {
		add("LIF-04", "a deleted application is "+refusal.code, at(exchangeOf(clientGone), refusing(refusal.status, refusal.code)))
	}
	add("LIF-02", "a blocked user is 401 unauthorized", at(exchangeOf(blocked), refusing(401, "unauthorized")))
	add("LIF-02", "a blocked user is 403 access_denied", at(exchangeOf(blocked), refusing(403, "access_denied")))
	add("LIF-02", "a blocked user is described otherwise", at(exchangeOf(blocked), changingRefusal(field("error_description", "Otherwise worded."))))
	add("LIF-01", "a deleted user is an unknown token", at(exchangeOf(gone), changingRefusal(field("error_description", "Unknown or invalid refresh token."))))
	add("LIF-01", "the deletion is 200", at(all(method(http.MethodDelete), path("/api/v2/users/")), changingSuccess(status(200))))
	add("LIF-04", "the deletion is 200", at(all(method(http.MethodDelete), path("/api/v2/clients/")), changingSuccess(status(200))))
	add("LIF-03", "the changed user has more members", at(changesPassword, changingSuccess(field("last_password_reset", "2026-01-01T00:00:00.000Z"))))
	add("LIF-05", "the log is in another order", at(listing("/logs"), changingSuccess(func(a *answer) *answer {
		items := a.items()
		slices.Reverse(items)
		i := -1
		return a.withItems(func(map[string]any) []map[string]any { i++; return items[i : i+1] })
	})))
	out = append(out, fault{rule: "LIF-05", name: "the log is five seconds late, of the ten declared", dialect: auth0,
		file: func(f *file.File) { f.Declares.LogLimit = new(10 * time.Second) }, wrong: lateLog(5 * time.Second)})
	add("LIF-05", "more is logged", at(listing("/logs"), changingSuccess(func(a *answer) *answer {
		return a.withItems(func(item map[string]any) []map[string]any {
			item["location_info"] = map[string]any{"country_code": "DE"}
			return []map[string]any{{"type": "sapi", "date": item["date"], "log_id": "x" + idOf(item), "_id": "x" + idOf(item), "description": "other"}, item}
		})
	})))
	return out
}
