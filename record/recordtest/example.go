// Package recordtest has example records for tests.
package recordtest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/revokespec/revokespec/record"
	"github.com/stretchr/testify/require"
)

// Started is when the example ran.
var Started = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// Example is a run with every verdict in it, as a person would meet it on a server of their own.
func Example() *record.Record {
	r := &record.Record{
		Schema: record.Schema,
		Tool:   record.Tool{Version: "0.4.0", Commit: "1f2e3d4", RulesetDigest: "sha256:aa11", ProofDigest: "sha256:bb22"},
		Deployment: record.Deployment{
			Name: "staging", Version: "2026.11", Issuer: "https://acme.example/", Capabilities: []string{"introspection", "public-client", "two-applications"},
			Declares: map[string]string{"propagation_limit": "0s", "revoke_refresh_token_grant": "on"},
		},
		Started: Started, DurationMS: 48211.4, Requests: 612,
		Profiles: []record.Profile{{Name: "auth0"}, {Name: "rfc7009"}},
		Rules: []record.Rule{
			Rule("REV-01", record.Must, "A valid revocation request is answered 200", record.Pass, ""),
			brokenRule(), refusedRule(),
			Rule("REV-05", record.Should, "A token issued to another application is answered 200", record.Fail,
				"the answer is 400 invalid_grant, wanted 200"),
			Rule("REV-13", record.Must, "Changing the authentication method changes what the endpoint demands", record.NotApplicable,
				"no management API: give management in the deployment file"),
			unansweredRule(),
			Rule("GRT-01", record.Must, "Revoking one refresh token kills every refresh token of the same user, application and audience", record.Fail,
				"refresh token 2 of the same grant still works: 200 with an access token"),
			Rule("GRT-02", record.Must, "The grant is no longer listed", record.NotApplicable, "no management API: give management in the deployment file"),
			Rule("GRT-03", record.Must, "Tokens of the same user and application for another audience live", record.NotApplicable,
				"no second audience: list two audiences in the deployment file"),
			Rule("SET-01", record.Must, "Switching the setting on makes revocation delete the grant", record.NotApplicable,
				"no management API: give management in the deployment file"),
			Rule("ROT-01", record.Must, "A rotated-out refresh token is refused", record.Pass, ""),
			Rule("billing.feature:12", record.Must, "A cancelled subscription ends the session", record.Pass, ""),
		},
	}
	for _, rule := range r.Rules {
		r.Plan = append(r.Plan, rule.ID)
	}
	waivers, err := record.ParseWaivers("waivers.yaml", []byte(WaiverEntry("GRT-01", "2026-12-31")+WaiverEntry("SET-01", "2026-12-31")+WaiverEntry("REV-01", "2026-12-31")))
	if err != nil {
		panic(err)
	}
	r.Conclude(record.Options{Require: []string{"GRT-03"}, Waivers: waivers, Known: r.Plan})
	return r
}

// Mock is a clean run on the embedded mock.
func Mock() *record.Record {
	r := &record.Record{
		Schema: record.Schema, Tool: record.Tool{Version: "0.4.0"}, Deployment: record.Deployment{Name: "embedded mock", Issuer: "http://127.0.0.1:41233/", Mock: true},
		Started: Started, DurationMS: 1520, Requests: 96, Profiles: []record.Profile{{Name: "auth0"}}, Plan: []string{"REV-01"},
		Rules: []record.Rule{Rule("REV-01", record.Must, "A valid revocation request is answered 200", record.Pass, "")},
	}
	r.Conclude(record.Options{})
	return r
}

// Rule is a rule with one scenario, whose last step has the verdict.
func Rule(id, level, title string, v record.Verdict, message string) record.Rule {
	then := record.Step{Keyword: "Then", Text: "the answer is as documented", Verdict: v, Message: message, DurationMS: 12.25}
	if v == record.Pass || v == record.Fail {
		then.Exchanges = []record.Exchange{Exchange("check", "POST", "/oauth/token", "grant_type=refresh_token&refresh_token=refresh+token+2", 200, `{"access_token":"access token 3"}`)}
	}
	return record.Rule{
		ID: id, Level: level, Title: title, Profiles: []string{"auth0", "rfc7009"}, Source: "RFC 7009 section 2.2", DurationMS: 130.5,
		Scenarios: []record.Scenario{{Name: "As documented", Location: fmt.Sprintf("features/%s.feature:7", strings.ToLower(record.Family(id))), Steps: []record.Step{
			{Keyword: "Given", Text: "a user is signed in", Verdict: record.Pass, DurationMS: 20}, then,
		}}},
	}
}

// brokenRule is the finding the tool exists for: an answer of 200 to a revocation that did nothing.
func brokenRule() record.Rule {
	return record.Rule{
		ID: "REV-03", Title: "The revoked token cannot be exchanged", Level: record.Must, Profiles: []string{"auth0", "rfc7009", "bcp"},
		Source: "Auth0, Revoke refresh tokens, https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens; RFC 7009 section 2.1", DurationMS: 913.07,
		Scenarios: []record.Scenario{
			{Name: "A public client's token", Location: "features/revocation.feature:31", Steps: Steps(record.Pass, record.Pass)},
			{Name: "A confidential client's token", Location: "features/revocation.feature:38", Steps: []record.Step{
				{Keyword: "Given", Text: `the user is signed in at "confidential"`, Verdict: record.Pass, DurationMS: 203.4, Exchanges: []record.Exchange{
					Exchange("set-up", "POST", "/oauth/token", "grant_type=password&username=user+1&password=password+of+user+1&scope=openid+offline_access",
						200, `{"access_token":"access token 1","refresh_token":"refresh token 1","token_type":"Bearer","expires_in":86400}`),
				}},
				{Keyword: "When", Text: `"confidential" revokes the refresh token`, Verdict: record.Pass, DurationMS: 88.2, Exchanges: []record.Exchange{
					Exchange("act", "POST", "/oauth/revoke", `{"client_id":"app-1","client_secret":"secret of confidential","token":"refresh token 1"}`, 200, ""),
				}},
				{Keyword: "Then", Text: "the refresh token is dead", Verdict: record.Fail, DurationMS: 91.75,
					Message: "refresh token 1 still works: 200 with an access token\nwanted: 4xx without a token", Exchanges: []record.Exchange{
						Exchange("check", "POST", "/oauth/token", "grant_type=refresh_token&client_id=app-1&client_secret=secret+of+confidential&refresh_token=refresh+token+1",
							200, `{"access_token":"access token 2","token_type":"Bearer","expires_in":86400,"scope":"openid offline_access"}`),
					}},
				{Keyword: "And", Text: "a fresh sign-in yields a working token"},
			}},
		},
	}
}

// refusedRule is judged inconclusive: the act itself was refused.
func refusedRule() record.Rule {
	rule := Rule("REV-04", record.Must, "An unknown token is answered exactly like a revoked one: 200", record.Inconclusive,
		"the control failed: a fresh sign-in was refused, 403 too_many_attempts")
	rule.Scenarios[0].Steps[1].Exchanges = []record.Exchange{Exchange("control", "POST", "/oauth/token", "grant_type=password&username=user+1", 403, `{"error":"too_many_attempts"}`)}
	return rule
}

// unansweredRule is broken by a server that hangs, and carries text that a careless rendering would trip over.
func unansweredRule() record.Rule {
	hung := Exchange("check", "POST", "/oauth/revoke?a=1&b=<script>", "token=\x00\x1b[31m\ufffd]]><b>", 0, "")
	hung.Response, hung.Error = nil, "timed out after 10s"
	return record.Rule{
		ID: "REV-26", Title: "Hostile input gets 200 or 4xx, never 5xx, never a hang", Level: record.Should, Profiles: []string{"auth0", "rfc7009"},
		Source: "RFC 9110 section 15.5; RFC 6749 section 5.2", DurationMS: 10230,
		Scenarios: []record.Scenario{{Name: "Control bytes", Location: "features/revocation.feature:212", Steps: []record.Step{
			{Keyword: "When", Text: "the token is \"control bytes\" & <more>", Verdict: record.Pass, Exchanges: []record.Exchange{hung}},
			{Keyword: "Then", Text: "the answer is 200 or 4xx", Verdict: record.Warn, Message: "no answer: timed out after 10s, sent \x00\x1b[31m]]><b>", DurationMS: 0.4},
		}}},
	}
}

// Exchange is an exchange with acme.example; the answer is JSON.
func Exchange(purpose, method, path, body string, status int, answer string) record.Exchange {
	return record.Exchange{
		Purpose: purpose, DurationMS: 81.125,
		Request: record.Request{Method: method, URL: "https://acme.example" + path, Body: body,
			Headers: map[string][]string{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {"Basic secret of confidential"}}},
		Response: &record.Response{Status: status, Body: answer, Headers: map[string][]string{"Content-Type": {"application/json"}, "Cache-Control": {"no-store"}}},
	}
}

// Steps are steps of these verdicts.
func Steps(verdicts ...record.Verdict) []record.Step {
	made := []record.Step{}
	for _, v := range verdicts {
		s := record.Step{Keyword: "Then", Text: "it holds", Verdict: v}
		if v != record.Pass && v != "" {
			s.Message = "the step is " + string(v)
		}
		made = append(made, s)
	}
	return made
}

// WaiverEntry is an entry of a waivers file, of four lines.
func WaiverEntry(rule, expires string) string {
	return "- rule: " + rule + "\n  owner: ops\n  reason: ticket 7\n  expires: " + expires + "\n"
}

// Written is a record as JSON.
func Written(t *testing.T, r *record.Record) []byte {
	t.Helper()
	out := &bytes.Buffer{}
	require.NoError(t, record.WriteJSON(out, r))
	return out.Bytes()
}
