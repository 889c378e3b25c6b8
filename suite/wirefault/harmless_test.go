package wirefault_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
)

// What the rules leave open must not be held against a server.
func TestWhatIsAllowedBreaksNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("some dozen runs of the suite")
	}
	t.Parallel()
	for _, f := range together(harmless()) {
		t.Run(f.dialect+"/"+f.rule+"/"+f.name, func(t *testing.T) {
			t.Parallel()
			var rules []string // all
			if f.rule != "" {
				rules = besides(f)
			}
			for _, r := range judge(t, f, rules).Rules {
				fine := []record.Verdict{record.Pass, record.NotApplicable}
				if f.unsure[r.ID] != "" {
					fine = append(fine, record.Inconclusive)
				}
				if f.follows[r.ID] == "" {
					assert.Contains(t, fine, r.Verdict, "%s: %s", r.ID, r.Reason)
				}
			}
		})
	}
}

// together makes one fault of all those of a dialect that concern no one rule, and of those others that exclude some of them.
func together(all []fault) (fewer []fault) {
	if *full {
		return all
	}
	at := map[string]int{}
	for _, f := range all {
		group := fmt.Sprint(f.dialect, f.other)
		i, begun := at[group]
		switch {
		case f.rule != "":
			fewer = append(fewer, f)
		case begun:
			fewer[i].along = append(fewer[i].along, f.wrong)
			maps.Copy(fewer[i].follows, f.follows)
			maps.Copy(fewer[i].unsure, f.unsure)
		default:
			at[group] = len(fewer)
			one := fault{name: "much that is allowed", other: f.other, dialect: f.dialect, wrong: f.wrong, follows: follows{}, unsure: follows{}}
			maps.Copy(one.follows, f.follows)
			maps.Copy(one.unsure, f.unsure)
			fewer = append(fewer, one)
		}
	}
	return fewer
}

// harmless are ways to differ from the mock that no rule forbids.
func harmless() []fault {
	return slices.Concat(harmlessAnswers(), harmlessListings(), harmlessTransport(),
		harmlessPreflights(), harmlessChanges(), harmlessPages(), harmlessEndings(), harmlessDevices(), harmlessDashboards())
}

func harmlessAnswers() []fault {
	nobody, without := all(isRevocation, noClient), all(isRevocation, noSecret)
	wider := all(isExchange, authentic, ownToken, func(_ *proxy, r *request) bool { return r.has("scope") })
	widened := all(wider, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		return slices.ContainsFunc(r.scopes(), func(s string) bool { return !slices.Contains(strings.Fields(t.scope), s) })
	})
	reworded := changing(func(a *answer) *answer {
		if a.field("error_description") == "" || a.field("error") == "invalid_grant" {
			return a
		}
		return a.withField("error_description", "Otherwise worded.").withField("error_uri", "https://errors.example/")
	})
	endpoints := either(isToken, isRevocation)
	given := all(isRevocation, authentic, isAccessToken)
	return []fault{
		{rule: "ROT-13", name: "more scope is invalid_request", dialect: rfc, wrong: at(widened, refusing(400, "invalid_request"))},
		{name: "an empty 200 is called JSON", dialect: auth0, wrong: at(isRevocation, changingSuccess(header("Content-Type", "application/json")))},
		{name: "nobody is 401 invalid_client", dialect: auth0, other: true, wrong: at(nobody, refusing(401, "invalid_client"))},
		{name: "nobody is 400 invalid_request", dialect: auth0, wrong: at(nobody, refusing(400, "invalid_request"))},
		{name: "nobody is 400 invalid_request", dialect: rfc, wrong: at(nobody, refusing(400, "invalid_request"))},
		{name: "nobody is 401 invalid_client", dialect: rfc, other: true, wrong: at(nobody, refusing(401, "invalid_client"))},
		{name: "no secret is 400 invalid_request", dialect: auth0, wrong: at(without, refusing(400, "invalid_request"))},
		{name: "errors are worded otherwise", dialect: auth0, wrong: at(endpoints, reworded)},
		{name: "errors are worded otherwise", dialect: rfc, wrong: at(endpoints, reworded)},
		{name: "errors are not described", dialect: rfc, other: true, wrong: at(endpoints, changingRefusal(field("error_description", nil)))},
		{rule: "ROT-16", name: "a JSON body is not understood", dialect: rfc, wrong: at(all(isExchange, inJSON), changing(func(*answer) *answer { return reply(500, "", "") }))},
		{name: "success has a body", dialect: rfc, wrong: at(isRevocation, changingSuccess(body("application/json", "{}")))},
		{name: "success says OK", dialect: rfc, other: true, wrong: at(isRevocation, changingSuccess(body("text/plain", "OK")))},
		{name: "an access token is unsupported_token_type", dialect: rfc, wrong: at(given, refusing(400, "unsupported_token_type"))},
		{name: "a foreign token is 403", dialect: rfc, wrong: at(all(isRevocation, authentic, foreignToken), refusing(403, "invalid_grant"))},
		{name: "the challenge is spelt otherwise", dialect: rfc, wrong: at(endpoints, changing(func(a *answer) *answer {
			if a.header.Get("WWW-Authenticate") == "" {
				return a
			}
			return a.withHeader("WWW-Authenticate", `basic realm="revocation", charset="UTF-8"`)
		}))},
		{name: "no-store is spelt otherwise", dialect: rfc, wrong: at(isToken, changing(header("Cache-Control", "No-Store, max-age=0")))},
		{name: "more scope is given as what there was", dialect: rfc, wrong: at(wider, func(p *proxy, r *request) *answer {
			t, _ := p.token(presented(r))
			return p.exchange(t)
		})},
		{name: "an exchange that does not rotate gives the same token", dialect: auth0, wrong: at(isExchange, func(p *proxy, r *request) *answer {
			return changingSuccess(func(a *answer) *answer {
				if a.field("refresh_token") != "" {
					return a
				}
				return a.withField("refresh_token", presented(r))
			})(p, r)
		})},
		{name: "wrong credentials at an exchange are 400", dialect: rfc, wrong: at(all(isExchange, wrongSecret, not(usesBasic)), changingRefusal(status(400)))},
		{name: "answers have more members", dialect: auth0, wrong: at(isToken, changingSuccess(field("session_state", "x1")))},
		{name: "answers have more members", dialect: rfc, wrong: at(isToken, changingSuccess(field("session_state", "x1")))},
	}
}

func harmlessListings() []fault {
	devices := listing(devicePath)
	reversed := changingSuccess(func(a *answer) *answer {
		items := a.items()
		slices.Reverse(items)
		i := -1
		return a.withItems(func(map[string]any) []map[string]any { i++; return items[i : i+1] })
	})
	return []fault{
		{name: "listings are in another order", dialect: auth0, wrong: at(either(devices, listing("/grants")), reversed)},
		{name: "items have more members", dialect: auth0, wrong: at(either(devices, listing("/grants")), changingSuccess(func(a *answer) *answer {
			return a.withItems(func(item map[string]any) []map[string]any {
				item["last_used"] = "2026-01-01T00:00:00.000Z"
				return []map[string]any{item}
			})
		}))},
		{name: "the user has another grant", dialect: auth0, follows: follows{"DSH-01": "its Dashboard does not show that"}, wrong: at(all(listing("/grants"), func(_ *proxy, r *request) bool { return !r.query.Has("client_id") && !r.query.Has("audience") }),
			func(p *proxy, r *request) *answer {
				a := p.send(r)
				if !a.ok() {
					return a
				}
				other := map[string]any{"id": "ffffffffffffffffffffffff", "clientID": "another-application", "user_id": r.query.Get("user_id"),
					"audience": "https://other.example", "scope": []string{}}
				if len(a.body) > 0 && a.body[0] == '[' {
					return replyJSON(a.status, append(a.items(), other))
				}
				return a.withMember(append(a.items(), other))
			})},
		{name: "the Management API is busy now and then", dialect: auth0, other: true, unsure: follows{"REV-54": "a deletion that is put off meets no exchange"}, wrong: at(path("/api/v2/"), func(p *proxy, r *request) *answer {
			if p.count("management")%7 == 3 {
				return replyJSON(http.StatusTooManyRequests, map[string]any{"statusCode": 429, "error": "Too Many Requests",
					"message": "Global limit has been reached", "errorCode": "too_many_requests"}).withHeader("Retry-After", "0")
			}
			return p.send(r)
		})},
		{name: "settings have more members", dialect: auth0, wrong: at(listing("/tenants/settings"), changingSuccess(func(a *answer) *answer {
			return a.withField("sandbox_version", "22").withField("enabled_locales", []string{"en"})
		}))},
	}
}

func harmlessTransport() []fault {
	late := func(p *proxy, r *request) *answer {
		time.Sleep(5 * time.Millisecond) // of some ten thousand answers
		return p.send(r)
	}
	closing := changing(header("Connection", "close"))
	busy := changing(func(a *answer) *answer {
		return a.withHeader("RateLimit-Remaining", "1").withCookie("edge=1; Path=/").withHeader("Server", "edge").withHeader("Vary", "Origin")
	})
	huger := at(all(isRevocation, huge), refusing(413, "invalid_request"))
	var all []fault
	for _, dialect := range []string{auth0, rfc} {
		all = append(all, fault{name: "every answer is late", dialect: dialect, other: true, wrong: late},
			fault{name: "every answer closes its connection", dialect: dialect, wrong: closing},
			fault{name: "an edge adds headers", dialect: dialect, wrong: busy},
			fault{name: "a huge token is 413", dialect: dialect, wrong: huger})
	}
	return all
}
