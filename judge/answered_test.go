package judge

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

// answered is an answer with a body and, in pairs, headers.
func answered(status int, body string, headers ...string) httpx.Response {
	r := httpx.Response{Status: status, Body: []byte(body), Header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

var lost = httpx.Response{Err: httpx.ErrReset}

// kind is what a finding makes of a rule.
func kind(f *Finding) string {
	if f == nil {
		return "pass"
	}
	return map[Kind]string{Broken: "fail", Inconclusive: "inconclusive", NotApplicable: "not applicable"}[f.Kind]
}

func TestWhatAnAnswerSays(t *testing.T) {
	for name, c := range map[string]struct {
		r                httpx.Response
		accepts, neither bool
	}{
		"200":            {answered(200, ""), true, false},
		"204":            {answered(204, ""), true, false},
		"200, cut short": {httpx.Response{Status: 200, Err: httpx.ErrTruncated}, false, true},
		"302":            {answered(302, ""), false, true},
		"400":            {answered(400, ""), false, false},
		"408":            {answered(408, ""), false, true},
		"425":            {answered(425, ""), false, true},
		"429":            {answered(429, ""), false, true},
		"500":            {answered(500, ""), false, true},
		"none":           {lost, false, true},
	} {
		assert.Equal(t, c.accepts, c.r.Accepted(), name)
		assert.Equal(t, c.neither, SaysNeither(c.r), name)
	}
}

func TestMatches(t *testing.T) {
	invalidClient := answered(401, `{"error":"invalid_client"}`)
	for expected, want := range map[string]bool{
		"401": true, "400|401": true, "4xx": true, "2xx|4xx": true, "400": false, "5xx": false,
		"401 invalid_client": true, "4xx invalid_request|invalid_client": true, "401 invalid_request": false, "400 invalid_client": false,
	} {
		got, err := Matches(invalidClient, expected)
		assert.NoError(t, err, expected)
		assert.Equal(t, want, got, expected)
	}
	bare, err := Matches(answered(401, ""), "401 invalid_client")
	assert.NoError(t, err)
	assert.True(t, bare, "that the code is missing is another rule's finding")
	for _, wrong := range []string{"", "200 a b", "ok", "600", "40x", "401|"} {
		_, err := Matches(invalidClient, wrong)
		assert.ErrorContains(t, err, "is no answer: write STATUS or STATUS CODE", wrong)
	}
}

func TestARedirectIsAnAnswerWhereItLeadsAway(t *testing.T) {
	const revoke, token = "https://op.example/revoke", "https://op.example/token"
	for location, want := range map[string]bool{"/login": true, "https://other.example/x": true, "/revoke": false, "/revoke?again=1": false, "/token": false, "": false, "https://op.example/revoke": false} {
		assert.Equal(t, want, LeadsAway(answered(302, "", "Location", location), revoke, token), location)
	}
	assert.False(t, LeadsAway(answered(200, ""), revoke))
}

func TestRequestsThatMustNotBeGranted(t *testing.T) {
	for name, c := range map[string]struct {
		r                       httpx.Response
		granted, hostile, after string
	}{
		"200":               {answered(200, ""), "fail", "pass", "pass"},
		"400":               {answered(400, ""), "pass", "pass", "pass"},
		"404":               {answered(404, ""), "pass", "pass", "pass"},
		"400 with a token":  {answered(400, `{"access_token":"a"}`), "fail", "pass", "pass"},
		"302":               {answered(302, ""), "pass", "fail", "pass"},
		"429":               {answered(429, ""), "inconclusive", "pass", "pass"},
		"500":               {answered(500, ""), "pass", "fail", "fail"},
		"none":              {lost, "inconclusive", "fail", "fail"},
		"none of the proxy": {httpx.Response{Err: httpx.ErrProxy}, "inconclusive", "inconclusive", "inconclusive"},
	} {
		assert.Equal(t, []string{c.granted, c.hostile, c.after}, []string{kind(NotGranted(c.r)), kind(Copes(c.r)), kind(ServesOn(c.r))}, name)
	}
}
