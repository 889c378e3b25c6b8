package steps

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// What a scenario needs stands in the order in which it needs it, at the applications of the file.
func TestConditions(t *testing.T) {
	clients := file.Clients{
		Second: &file.Client{Role: "second", ClientID: "s"},
		Public: &file.Client{Role: "public", ClientID: "p"},
	}
	for name, c := range map[string]struct {
		steps []string // a table after "|"
		needs []string
		want  string
	}{
		"a plain revocation": {[]string{`a live refresh token "A" of the "any" application`, `the application revokes "A"`, `"A" is dead`}, nil,
			"users 1, sign-in second, exchange second, revocation second, effect second judged"},
		"never exchanged": {[]string{`an unused refresh token "A" of the "another" application`}, nil, "users 1, sign-in public"},
		"what is compared later": {[]string{`a live refresh token "A" of the "any" application`}, []string{"device-credentials", "introspection", "access-token-check"},
			"users 1, sign-in second, management read:device_credentials, sign-in second, exchange second, access tokens second, introspection second, management read:grants"},
		"a code": {[]string{`an authorization code "C" of the "another" application`, `"C" is redeemed for "A"`, `"A" is dead`, "a new sign-in works"}, []string{"access-token-check"},
			"users 1, codes public, sign-in public, exchange public, access tokens public, effect public judged, sign-in public, exchange public"},
		"the code of a user who is made": {[]string{"a throw-away user", `an authorization code "C" of the "any" application for the throw-away user`}, nil, "management create:users, codes second"},
		"two users": {[]string{"live refresh tokens:|token,application,user;A,any,first;B,public,second"}, []string{"second-user"},
			"users 2, sign-in second, sign-in public, exchange second, exchange public"},
		"a user who is made": {[]string{"a throw-away user", "live refresh tokens:|token,user;A,throw-away", "the throw-away user is deleted", "a new sign-in works"}, nil,
			"users 1, management create:users, sign-in second, exchange second, management delete:users, sign-in second, exchange second"},
		"another application": {[]string{`a live refresh token "A" of the "any" application`, `"A" is sent for revocation with:|application,another`, "the server accepts that request"}, nil,
			"users 1, sign-in second, exchange second, nothing public, revocation public application:another"},
		"a spent token": {[]string{`a live refresh token "A" of the "any" application`, `"A" is exchanged for "B"`, `"A" is used again`, `"A" is sent for revocation`, `the answer is "200"`}, nil,
			"users 1, sign-in second, exchange second, exchange second, rotation second, spent tokens second, revocation second, revocation second"},
		"within the leeway, and after it": {[]string{`a live refresh token "A" of the "any" application`, `"A" is exchanged for "B"`, `"A" is exchanged`, `the leeway has passed`, `"A" is used again`}, nil,
			"users 1, sign-in second, exchange second, exchange second, rotation second, leeway second"},
		"a revoked token": {[]string{`a live refresh token "A" of the "any" application`, `the application revokes "A"`, `"A" is used again`}, nil,
			"users 1, sign-in second, exchange second, revocation second, effect second"},
		"a poll does not look back": {[]string{`a device is authorized with the refresh token "A"`, `the application revokes "A"`, `the device polls`, `the answer is "4xx"`}, nil,
			"devices, sign-in device, exchange device"},
		"refresh tokens in the Management API": {[]string{`a live refresh token "A" of the "any" application`, `the Management API is asked to "delete the refresh token A"`, `"A" is dead`}, []string{"refresh-token-api"},
			"users 1, sign-in second, management read:refresh_tokens, sign-in second, exchange second, management delete:refresh_tokens, effect second judged"},
		"a session":                    {[]string{`the Management API is asked to "revoke the session of A"`}, nil, "management delete:sessions, management delete:refresh_tokens"},
		"without the scope":            {[]string{`the Management API is asked without the scope to "delete the refresh token A"`}, nil, ""},
		"the answer to something else": {[]string{`the Management API is asked to "read the settings"`, `the answer is "200"`}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []Line
			for _, step := range c.steps {
				text, table, _ := strings.Cut(step, "|")
				line := Line{Text: text}
				for row := range strings.SplitSeq(table, ";") {
					if row != "" {
						line.Table = append(line.Table, strings.Split(row, ","))
					}
				}
				lines = append(lines, line)
			}
			var got []string
			for _, c := range Conditions(lines, c.needs, clients) {
				got = append(got, spelt(c))
			}
			assert.Equal(t, c.want, strings.Join(got, ", "))
		})
	}
}

func spelt(c Condition) string {
	words := []string{string(c.What), c.Role, c.Scope}
	if c.Users > 0 {
		words = append(words, fmt.Sprint(c.Users))
	}
	for part, value := range c.Change {
		words = append(words, part+":"+value)
	}
	if c.Judged {
		words = append(words, "judged")
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// An answer ends a scenario as the step would that looks at it.
func TestUnmet(t *testing.T) {
	lost := httpx.Response{Err: errors.New("reset")}
	foreign := map[string]string{"application": "another"}
	for name, c := range map[string]struct {
		condition Condition
		sight     Sight
		want      string // pass, inconclusive or not-applicable
	}{
		"accepted":                              {Condition{needs: mustBeAccepted}, Sight{Answer: answered(204, "")}, "pass"},
		"refused":                               {Condition{needs: mustBeAccepted}, Sight{Answer: answered(400, "")}, "inconclusive"},
		"a spent one, refused":                  {Condition{needs: mustNotBeRefused}, Sight{Answer: answered(400, "")}, "inconclusive"},
		"a spent one, redirected":               {Condition{needs: mustNotBeRefused}, Sight{Answer: redirect("/login")}, "pass"},
		"a foreign one, refused":                {Condition{needs: mustBeAcceptedWhereRequired, Change: foreign}, Sight{Answer: answered(400, "")}, "not-applicable"},
		"an unknown one, refused":               {Condition{needs: mustBeAcceptedWhereRequired}, Sight{Answer: answered(400, "")}, "inconclusive"},
		"of no type supported":                  {Condition{needs: mustBeAcceptedWhereRequired, Change: map[string]string{"token": "its access token"}}, Sight{Answer: answered(400, `{"error":"unsupported_token_type"}`)}, "not-applicable"},
		"a refresh token, of no type supported": {Condition{needs: mustBeAcceptedWhereRequired}, Sight{Answer: answered(400, `{"error":"unsupported_token_type"}`)}, "inconclusive"},
		"right, and refused":                    {Condition{needs: mustBeAcceptedOrJudged}, Sight{Answer: answered(400, "")}, "inconclusive"},
		"right, and judged before":              {Condition{needs: mustBeAcceptedOrJudged}, Sight{Answer: answered(500, "")}, "pass"},
		"access tokens, 500":                    {Condition{What: AccessTokensEnd}, Sight{Fails: "no", Answer: answered(500, "")}, "inconclusive"},
		"access tokens of no type":              {Condition{What: AccessTokensEnd}, Sight{Fails: "no", Answer: answered(400, `{"error":"unsupported_token_type"}`)}, "not-applicable"},
		"to be refused, and is":                 {Condition{needs: mustBeRefused}, Sight{Answer: answered(401, "")}, "pass"},
		"to be refused, and taken":              {Condition{needs: mustBeRefused}, Sight{Answer: answered(200, "")}, "inconclusive"},
		"to be refused, and lost":               {Condition{needs: mustBeRefused}, Sight{Answer: lost}, "inconclusive"},
		"explained":                             {Condition{needs: mustBeJudgedStatus}, Sight{Answer: answered(401, "")}, "pass"},
		"explained with 405":                    {Condition{needs: mustBeJudgedStatus}, Sight{Answer: answered(405, "")}, "not-applicable"},
		"explained with 500":                    {Condition{needs: mustBeJudgedStatus}, Sight{Answer: answered(500, "")}, "inconclusive"},
		"a redirect, judged":                    {Condition{needs: mustBeAnAnswer}, Sight{Answer: redirect("/login")}, "pass"},
		"a 500, judged":                         {Condition{needs: mustBeAnAnswer}, Sight{Answer: answered(500, "")}, "pass"},
		"no introspection there":                {Condition{What: Introspection}, Sight{Fails: "no", Answer: answered(404, "")}, "inconclusive"},
		"a redirect, compared":                  {Condition{needs: mustBeYesOrNo}, Sight{Answer: redirect("/login")}, "inconclusive"},
		"a 500 that came":                       {Condition{needs: mustArrive}, Sight{Answer: answered(500, "")}, "pass"},
		"none came":                             {Condition{needs: mustArrive}, Sight{Answer: lost}, "inconclusive"},
		"none at the metadata's":                {Condition{needs: mayBeMissing}, Sight{Answer: lost}, "pass"},
		"500 for a browser":                     {Condition{needs: mustMatterToABrowser}, Sight{Answer: answered(500, "")}, "inconclusive"},
		"it works":                              {Condition{What: SignIn}, Sight{}, "pass"},
		"it does not":                           {Condition{What: SignIn}, Sight{Fails: "no"}, "inconclusive"},
		"blind":                                 {Condition{What: Introspection}, Sight{Fails: "no", Answer: answered(200, `{"active":false}`)}, "not-applicable"},
		"introspection that fails":              {Condition{What: Introspection}, Sight{Fails: "no", Answer: answered(500, "")}, "inconclusive"},
		"may not make users":                    {Condition{What: Management, Scope: "create:users"}, Sight{Fails: "no", Answer: answered(403, "")}, "not-applicable"},
		"may not delete users":                  {Condition{What: Management, Scope: "delete:users"}, Sight{Fails: "no", Answer: answered(403, "")}, "inconclusive"},
		"no log":                                {Condition{What: Management, Scope: "read:logs"}, Sight{Fails: "no", Answer: answered(404, "")}, "not-applicable"},
	} {
		assert.Equal(t, c.want, kind(c.condition.Unmet(c.sight)), name)
	}
}
