package suite_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// What may pass on a server of which one part is of no use: rules about the others, and those whose sentence is true there all the same.
const (
	// of the token endpoint, the Management API and the metadata
	notOfRevocation = "REV-25 REV-45 REV-57 GRT-09 GRT-10 SET-* !SET-01 DEV-* !DEV-09 ROT-* !ROT-08 DFL-05 DFL-06 LIF-* !LIF-05 COD-* HKS-* !HKS-07 !HKS-09 !HKS-10 RTM-* !RTM-02"
	// refusals are JSON, and hostile input is refused as well
	ofRefusals = "REV-14 REV-26 REV-35"
	// the wording of a success, which REV-03 sees to be a lie
	ofSuccesses = "REV-01 REV-02 REV-04 REV-05 REV-06 REV-26 REV-32 REV-36 REV-38 REV-40 REV-44 REV-58"
	// requests to the revocation endpoint are refused as they should be, and right ones are not
	ofRightRefusals = "REV-07 REV-08 REV-09 REV-10 REV-11 REV-14 REV-15 REV-27 REV-33 REV-34 REV-35 REV-41"
	notOfExchanges  = "REV-25 REV-45 SET-* DEV-* DFL-05 DFL-06 COD-* !COD-02 !COD-03 !COD-04 !COD-07 HKS-14 HKS-15"
)

// invents answers each exchange with new tokens that nobody knows.
func invents() http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		i := n.Add(1)
		answer(200, fmt.Sprintf(`{"access_token":"access-token-%d","refresh_token":"refresh-token-%d","token_type":"Bearer","expires_in":60}`, i, i))(w, r)
	}
}

func withoutHint(r request) bool { return r.revokes() && !r.form.Has("token_type_hint") }

// A server that is broken as a whole breaks rules, and what passes there passes for a reason.
func TestWhatMayPassOnPathologicalServers(t *testing.T) {
	if testing.Short() {
		t.Skip("a dozen runs of the suite")
	}
	for name, c := range map[string]struct {
		erring
		may   []string
		fails string // rules that find it
	}{
		"revokes nothing":                      {erring{dialect: "rfc", at: request.revokes, does: answer(200, ``)}, []string{notOfRevocation, ofSuccesses, "ROT-10 REV-56"}, "REV-03"},
		"revokes nothing, by Auth0":            {erring{dialect: "auth0", at: request.revokes, does: answer(200, ``)}, []string{notOfRevocation, ofSuccesses, "GRT-08 ROT-10"}, "REV-03 GRT-01"},
		"refuses every revocation":             {erring{dialect: "rfc", at: request.revokes, does: oauthError(400, "invalid_request")}, []string{notOfRevocation, ofRefusals}, "REV-01 REV-12"},
		"refuses every revocation's client":    {erring{dialect: "rfc", at: request.revokes, does: oauthError(401, "invalid_client")}, []string{notOfRevocation, ofRefusals}, "REV-01 REV-12"},
		"refuses every type of token":          {erring{dialect: "rfc", at: request.revokes, does: oauthError(400, "unsupported_token_type")}, []string{notOfRevocation, ofRefusals}, "REV-01"},
		"refuses revocations without a hint":   {erring{dialect: "rfc", at: withoutHint, does: oauthError(400, "invalid_request")}, []string{notOfRevocation, ofRefusals}, "REV-01"},
		"has no revocation endpoint":           {erring{dialect: "rfc", at: request.revokes, does: answer(404, ``)}, []string{notOfRevocation, "REV-26"}, "REV-01 REV-25"},
		"errs at every revocation":             {erring{dialect: "rfc", at: request.revokes, does: answer(500, `{}`)}, []string{notOfRevocation}, "REV-01 REV-04 REV-07 REV-40"},
		"is busy at every revocation":          {erring{dialect: "rfc", at: request.revokes, does: answer(503, `{}`)}, []string{notOfRevocation, "HKS-11"}, "REV-01 REV-04 REV-07"},
		"exchanges any string":                 {erring{dialect: "rfc", at: request.exchanges, does: invents()}, []string{notOfExchanges, ofSuccesses, ofRightRefusals, "REV-57 ROT-01 ROT-13 ROT-21"}, "ROT-20 REV-03"},
		"exchanges nothing":                    {erring{dialect: "rfc", at: request.exchanges, does: oauthError(400, "invalid_grant")}, []string{notOfExchanges}, "REV-57 ROT-01"},
		"errs at every exchange":               {erring{dialect: "rfc", at: request.exchanges, does: answer(500, `{}`)}, []string{notOfExchanges}, "REV-57 ROT-01"},
		"says yes to everything":               {erring{dialect: "rfc", at: func(r request) bool { return r.revokes() || r.exchanges() }, does: saysYes(invents())}, []string{notOfExchanges, ofSuccesses, "REV-57 ROT-01 ROT-13 ROT-21 REV-58"}, "ROT-20 REV-03 REV-09"},
		"introspects all tokens as active":     {erring{dialect: "rfc", at: to("/oauth/introspect"), does: answer(200, `{"active":true}`)}, []string{"REV-* !REV-23 !REV-47 GRT-* ROT-* DFL-* COD-* PRP-* HKS-* !HKS-12 !HKS-13"}, "REV-23"},
		"has no introspection where it should": {erring{dialect: "rfc", at: to("/oauth/introspect"), does: answer(404, ``)}, []string{"REV-* !REV-23 !REV-47 GRT-* ROT-* DFL-* COD-* PRP-* HKS-* !HKS-12 !HKS-13"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := judged(t, c.erring, name, strings.Fields(c.fails))
			assert.NotEqual(t, record.Conformant, result.Verdict)
			for _, rule := range result.Rules {
				if isAmong(rule.ID, []string{c.fails}) {
					assert.Equal(t, record.Fail, rule.Verdict, "%s on a server that %s: %s", rule.ID, name, rule.Reason)
				}
				if rule.Verdict == record.Pass {
					assert.True(t, isAmong(rule.ID, c.may), "%s passes on a server that %s", rule.ID, name)
				}
			}
		})
	}
}

func saysYes(exchange http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/revoke" {
			return // 200
		}
		exchange(w, r)
	}
}

// isAmong says whether lists of ids and families (DEV-*) name the rule, and none excepts it (!DEV-09).
func isAmong(id string, lists []string) bool {
	names := strings.Fields(strings.Join(lists, " "))
	return !slices.Contains(names, "!"+id) && slices.ContainsFunc(names, func(name string) bool {
		family, whole := strings.CutSuffix(name, "*")
		return id == name || whole && strings.HasPrefix(id, family)
	})
}

// judged runs a half of the rules, those that must fail among them, unless all are to run.
func judged(t *testing.T, e erring, name string, failing []string) *record.Record {
	t.Helper()
	described := e.file(t)
	target, err := suite.Open(context.Background(), described, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	rules := append(oneIn(t, 2, described.Profiles, name), failing...)
	result, err := suite.Run(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: described.Profiles, Rules: rules, Takes: whateverTokensWentThrough}, Seed: 1, WithoutEvidence: true,
		UntilBroken: rules, // a rule that has failed cannot pass any more
	})
	require.NoError(t, err)
	return result
}

// whateverTokensWentThrough leaves out the scenarios that repeat another one with tokens of other pasts: here it is the server that counts.
func whateverTokensWentThrough(scenario string) bool { return !strings.Contains(scenario, "tokens ") }
