package steps

import (
	"math/rand/v2"
	"testing"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
)

// No name of an operation is taken for another one that begins alike.
func TestReadOperation(t *testing.T) {
	for what, want := range map[string]struct {
		label string
		own   string
	}{
		"read the settings":                                      {"", "read:tenant_settings"},
		"list the credentials of A with type=teapot":             {"A", "read:device_credentials"},
		"delete the refresh token A":                             {"A", "delete:refresh_tokens"},
		"delete the refresh tokens of the user of A":             {"A", "delete:refresh_tokens"},
		"show a refresh token like A":                            {"A", "read:refresh_tokens"},
		"revoke refresh tokens":                                  {"", "delete:refresh_tokens"},
		"revoke a session like that of A":                        {"A", "delete:sessions delete:refresh_tokens"},
		"list the refresh tokens of the user of A with take=101": {"A", "read:refresh_tokens"},
		"list the refresh tokens of a user like that of A":       {"A", "read:refresh_tokens"},
		"revoke the access of the user of A":                     {"A", "delete:sessions delete:refresh_tokens"},
	} {
		for range 20 { // in whatever order the names are looked through
			operation, label, _, err := readOperation(what)
			require.NoError(t, err, what)
			assert.Equal(t, want.label, label, what)
			assert.Equal(t, want.own, operation.scopes.own, what)
		}
	}
	_, _, parameter, err := readOperation("list the credentials of A with type=tea=pot")
	require.NoError(t, err)
	assert.Equal(t, []string{"type", "tea=pot"}, parameter)
	for _, bad := range []string{"", "delete everything", "delete the refresh token", "read the settings A", "revoke refresh tokens A"} {
		_, _, _, err := readOperation(bad)
		assert.Error(t, err, bad)
	}
}

func table(rows ...[2]string) *godog.Table {
	t := &godog.Table{}
	for _, row := range rows {
		t.Rows = append(t.Rows, &messages.PickleTableRow{Cells: []*messages.PickleTableCell{{Value: row[0]}, {Value: row[1]}}})
	}
	return t
}

func TestABodyOfTokens(t *testing.T) {
	id := "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhdXRoMHwxIn0.x" // sub: auth0|1
	w := &World{random: rand.New(rand.NewPCG(1, 2)), tokens: map[string]*token{}}
	w.refreshTokens.begin(w)
	for label, ids := range map[string][]string{"A": {"dcr_1111"}, "B": {"dcr_2222"}} {
		w.tokens[label] = &token{label: label, ids: ids, id: id, audience: "urn:one", client: file.Client{ClientID: "app"}}
	}
	body := func(rows ...[2]string) map[string]any {
		r := auth0.ManagementRequest{JSON: map[string]any{}}
		require.NoError(t, w.changeRequest(t.Context(), &r, "revoke refresh tokens", []string{"", ""}, table(rows...)))
		return r.JSON
	}
	assert.Equal(t, map[string]any{"ids": []string{"dcr_1111", "dcr_2222"}}, body([2]string{"ids", "of A and B"}))
	assert.Equal(t, map[string]any{"ids": []string{}}, body([2]string{"ids", "none"}))
	assert.Equal(t, map[string]any{"user_id": "auth0|1", "client_id": "app", "audience": "urn:one"},
		body([2]string{"user_id", "of A"}, [2]string{"client_id", "of A"}, [2]string{"audience", "of A"}))
	assert.Equal(t, map[string]any{"preserve_refresh_tokens": true, "before": "2020"}, body([2]string{"preserve_refresh_tokens", "true"}, [2]string{"before", "2020"}))
	many := body([2]string{"ids", "101 of A"})["ids"].([]string)
	assert.Len(t, many, 101)
	assert.Equal(t, "dcr_1111", many[0])
	assert.NotContains(t, many[1:], "dcr_1111")
	assert.NotEqual(t, "auth0|1", body([2]string{"user_id", "like A"})["user_id"])

	r := auth0.ManagementRequest{JSON: map[string]any{}}
	assert.Error(t, w.changeRequest(t.Context(), &r, "x", []string{"", ""}, table([2]string{"ids", "of C"})), "nobody is called so")
	assert.Error(t, w.changeRequest(t.Context(), &r, "x", []string{"", ""}, table([2]string{"colour", "of A"})))
	assert.Error(t, w.changeRequest(t.Context(), &auth0.ManagementRequest{}, "x", []string{"", ""}, table([2]string{"ids", "of A"})), "it takes no body")
	assert.Error(t, w.changeRequest(t.Context(), &r, "x", []string{"take", "1"}, nil), "it is no list")
}

func TestWhichTokensEnd(t *testing.T) {
	id := "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhdXRoMHwxIn0.x"
	is := &token{ids: []string{"1"}, id: id, audience: "urn:one", client: file.Client{ClientID: "app"}, user: file.User{Username: "u"}, session: "one"}
	sibling := *is
	sibling.ids, sibling.session = []string{"2"}, "two"
	for name, c := range map[string]struct {
		body      map[string]any
		it, other bool
	}{
		"nothing":              {map[string]any{}, false, false},
		"ids":                  {map[string]any{"ids": []string{"1"}}, true, false},
		"user":                 {map[string]any{"user_id": "auth0|1"}, true, true},
		"another user":         {map[string]any{"user_id": "auth0|2"}, false, false},
		"another application":  {map[string]any{"user_id": "auth0|1", "client_id": "b"}, false, false},
		"another audience":     {map[string]any{"user_id": "auth0|1", "client_id": "app", "audience": "urn:two"}, false, false},
		"the right audience":   {map[string]any{"user_id": "auth0|1", "client_id": "app", "audience": "urn:one"}, true, true},
		"an application alone": {map[string]any{"client_id": "app"}, false, false},
	} {
		assert.Equal(t, c.it, inBody(auth0.ManagementRequest{JSON: c.body}, nil, is), name)
		assert.Equal(t, c.other, inBody(auth0.ManagementRequest{JSON: c.body}, nil, &sibling), name)
	}
	preserved := auth0.ManagementRequest{JSON: map[string]any{"preserve_refresh_tokens": true}}
	inOne := auth0.ManagementRequest{JSON: map[string]any{"session_id": "s"}}
	assert.False(t, ofAccess(preserved, is, is))
	assert.True(t, ofAccess(inOne, is, is))
	assert.False(t, ofAccess(inOne, is, &sibling))
	assert.True(t, ofAccess(auth0.ManagementRequest{}, is, &sibling))
	assert.False(t, sameSession(inOne, is, &sibling))
	assert.False(t, sameToken(inOne, is, &sibling))
}
