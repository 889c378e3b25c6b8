package wirefault_test

import (
	"net/http"
	"testing"

	"github.com/revokespec/revokespec/record"
	"github.com/stretchr/testify/assert"
)

// What a rule needs and does not get makes it inconclusive: nothing was judged, so it can neither pass nor break.
func TestWhatCannotBeJudgedIsInconclusive(t *testing.T) {
	if testing.Short() {
		t.Skip("some dozen runs of the suite")
	}
	t.Parallel()
	for _, f := range unjudged() {
		t.Run(f.rule+"/"+f.dialect+"/"+f.name, func(t *testing.T) {
			t.Parallel()
			result := judge(t, f, besides(f))
			for _, r := range result.Rules {
				if r.ID == f.rule {
					assert.Contains(t, append(f.or, record.Inconclusive), r.Verdict, "%s: %s", r.ID, r.Reason)
					t.Log(r.Reason)
					continue
				}
				if f.follows[r.ID] == "" {
					assert.NotContains(t, []record.Verdict{record.Fail, record.Warn}, r.Verdict, "%s: %s", r.ID, r.Reason)
				}
			}
		})
	}
}

// unjudged are troubles of a server that leave one rule without what it needs.
func unjudged() []fault {
	down := refusing(http.StatusServiceUnavailable, "temporarily_unavailable")
	busy := func(*proxy, *request) *answer {
		return replyJSON(http.StatusTooManyRequests, map[string]any{"statusCode": 429, "error": "Too Many Requests",
			"message": "Global limit has been reached", "errorCode": "too_many_requests"}).withHeader("Retry-After", "1")
	}
	broken := func(*proxy, *request) *answer {
		return replyJSON(500, map[string]any{"statusCode": 500, "error": "Internal Server Error", "message": "An internal server error occurred"})
	}
	lost := func(*proxy, *request) *answer { return &answer{lost: true} }
	cut := func(p *proxy, r *request) *answer { a := p.send(r).copy(); a.cut = true; return a }
	powerless := func(*proxy, *request) *answer {
		return replyJSON(403, map[string]any{"statusCode": 403, "error": "Forbidden", "message": "Insufficient scope", "errorCode": "insufficient_scope"})
	}
	var out []fault
	add := func(rule, dialect, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
	}
	// unable is a Management API that will not do what a rule needs, which it may be said to lack.
	unable := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong, or: []record.Verdict{record.NotApplicable}})
	}
	bad := all(isRevocation, asserted(func(p *proxy, a assertion) bool { return !a.fits(p) }))
	add("REV-13", auth0, "the change is 503", at(changesClient, down))
	unable("REV-13", "no application can be made", at(all(method(http.MethodPost), path("/api/v2/clients")), powerless))
	add("REV-20", rfc, "revocations by bad assertions are lost", at(bad, lost))
	mayNot, owns := refusing(http.StatusUnauthorized, "invalid_client"), follows{"REV-01": "it judges the plain revocation of that application"}
	for _, dialect := range []string{auth0, rfc} {
		out = append(out,
			fault{rule: "REV-40", name: "revocations of spent tokens are lost", dialect: dialect, wrong: at(all(isRevocation, client("leeway"), spentToken), lost)},
			fault{rule: "REV-40", name: "the application may revoke nothing", dialect: dialect, wrong: at(all(isRevocation, client("rotating")), mayNot), follows: owns},
			fault{rule: "ROT-10", name: "the application may revoke nothing", dialect: dialect, wrong: at(all(isRevocation, client("rotating")), mayNot), follows: owns},
			fault{rule: "ROT-10", name: "every revocation of the application is 503", dialect: dialect, wrong: at(all(isRevocation, client("rotating")), down), follows: owns})
	}
	add("REV-03", rfc, "the basic application may revoke nothing", at(all(isRevocation, client("basic")), mayNot))
	add("REV-48", rfc, "the replay is 429", at(all(isRevocation, replayed), busy))
	// To a stranger no credentials are sent, whatever follows from that.
	out = append(out, fault{rule: "REV-25", name: "the metadata names an endpoint of another origin", dialect: rfc, file: givenEndpoint,
		wrong: naming(func(*proxy) string { return "https://revocation.example/oauth/revoke" })})
	add("REV-27", auth0, "preflights are 503", at(method(http.MethodOptions), down))
	add("REV-27", auth0, "preflights are lost", at(method(http.MethodOptions), lost))
	add("DEV-10", auth0, "every page is 503", at(all(listing(devicePath), paged), down))
	add("DEV-10", auth0, "every page breaks off", at(all(listing(devicePath), paged), cut))
	add("DEV-10", auth0, "the second page is 500", at(all(listing(devicePath), func(_ *proxy, r *request) bool { return r.query.Get("page") == "1" }), broken))
	out = append(out, fault{rule: "ROT-21", name: "an exchange for less scope yields all of it", dialect: rfc, or: []record.Verdict{record.NotApplicable},
		wrong: at(all(isExchange, ownToken), func(p *proxy, r *request) *answer {
			t, _ := p.token(presented(r))
			return p.send(r.with("scope", t.scope))
		})})
	add("ROT-11", auth0, "the clock cannot be moved", at(all(method(http.MethodPost), path("/_mock/clock")), notFound))
	add("ROT-11", auth0, "the clock breaks down", at(all(method(http.MethodPost), path("/_mock/clock")), broken))
	add("ROT-15", auth0, "the hundredth sign-in is 503 for ever", at(isSignIn, func(p *proxy, r *request) *answer {
		if p.count("sign-ins of "+r.param("username")) > 100 {
			return down(p, r)
		}
		return p.send(r)
	}))
	for _, rule := range []string{"LIF-01", "LIF-02", "LIF-03"} {
		unable(rule, "no user can be made", at(all(method(http.MethodPost), path("/api/v2/users")), powerless))
	}
	add("LIF-01", auth0, "the deletion is 503", at(all(method(http.MethodDelete), path("/api/v2/users/")), down))
	add("LIF-01", auth0, "the deletion is refused", at(all(method(http.MethodDelete), path("/api/v2/users/")), powerless))
	add("LIF-01", auth0, "afterwards every exchange is 503", afterwardsDown(all(method(http.MethodDelete), path("/api/v2/users/"))))
	add("LIF-02", auth0, "blocking is 503", at(blocksUser, down))
	add("LIF-02", auth0, "blocking is refused", at(blocksUser, powerless))
	add("LIF-02", auth0, "afterwards every exchange is 503", afterwardsDown(blocksUser))
	add("LIF-03", auth0, "the new password is refused", at(changesPassword, powerless))
	add("LIF-03", auth0, "the new password is swallowed", at(changesPassword, func(p *proxy, r *request) *answer {
		return p.send(&request{method: http.MethodGet, path: r.path, header: r.header})
	}))
	add("LIF-03", auth0, "afterwards every exchange is 503", afterwardsDown(changesPassword))
	add("LIF-04", auth0, "the deletion is 503", at(all(method(http.MethodDelete), path("/api/v2/clients/")), down))
	unable("LIF-04", "no application can be made", at(all(method(http.MethodPost), path("/api/v2/clients")), powerless))
	add("LIF-04", auth0, "afterwards every exchange is 503", afterwardsDown(all(method(http.MethodDelete), path("/api/v2/clients/"))))
	add("LIF-05", auth0, "the log is 503", at(listing("/logs"), down))
	add("LIF-05", auth0, "the log breaks off", at(listing("/logs"), cut))
	for _, dialect := range []string{auth0, rfc} {
		add("DFL-01", dialect, "no device may ask", at(isDeviceRequest, refusing(403, "unauthorized_client")))
		add("DFL-01", dialect, "devices are 503", at(isDeviceRequest, down))
		add("DFL-01", dialect, "the page to activate is 503", at(path("/activate"), down))
		add("DFL-01", dialect, "polls are 503", at(isPoll, down))
	}
	add("DFL-02", auth0, "userinfo is 503", at(isUserinfo, down))
	add("DFL-03", auth0, "the clock cannot be moved", at(all(method(http.MethodPost), path("/_mock/clock")), notFound))
	add("DFL-05", auth0, "the clock cannot be moved", at(all(method(http.MethodPost), path("/_mock/clock")), notFound))
	add("DFL-05", auth0, "polls are 503", at(isPoll, down))
	add("DFL-06", rfc, "polls are 500", at(isPoll, refusing(500, "server_error")))
	return append(out, unjudgedDashboards()...)
}

// paged says whether a page of a listing is asked for.
func paged(_ *proxy, r *request) bool { return r.query.Has("page") || r.query.Has("per_page") }

// afterwardsDown lets every exchange and sign-in fail once the condition was met.
func afterwardsDown(is condition) behaviour {
	return func(p *proxy, r *request) *answer {
		if isToken(p, r) && p.marked("down") && r.param("grant_type") != "client_credentials" {
			return refuse(http.StatusServiceUnavailable, "temporarily_unavailable", "Come back later.")
		}
		a := p.send(r)
		if is(p, r) && a.ok() {
			p.mark("down")
		}
		return a
	}
}
