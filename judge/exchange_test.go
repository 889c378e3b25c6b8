package judge

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

func TestClass(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		err    error
		want   State
	}{
		"new access token":           {200, `{"access_token":"a"}`, nil, Alive},
		"200 without token":          {200, `{}`, nil, Unclear},
		"200 with empty token":       {200, `{"access_token":""}`, nil, Unclear},
		"200, cut off":               {200, `{"access_token":"a"}`, httpx.ErrTruncated, Unclear},
		"201":                        {201, `{"access_token":"a"}`, nil, Unclear},
		"Auth0's refusal":            {403, `{"error":"invalid_grant"}`, nil, Dead},
		"RFC 6749's refusal":         {400, `{"error":"invalid_grant"}`, nil, Dead},
		"refusal without a body":     {400, ``, nil, Dead},
		"refusal in HTML":            {404, `<html>`, nil, Dead},
		"refusal with a token":       {400, `{"access_token":"a"}`, nil, Unclear},
		"refusal with an ID token":   {400, `{"id_token":"a"}`, nil, Unclear},
		"401 invalid_grant":          {401, `{"error":"invalid_grant"}`, nil, Dead},
		"401 invalid_client":         {401, `{"error":"invalid_client"}`, nil, Unclear},
		"401 access_denied":          {401, `{"error":"access_denied"}`, nil, Unclear},
		"401 without a body":         {401, ``, nil, Unclear},
		"400 invalid_client":         {400, `{"error":"invalid_client"}`, nil, Unclear},
		"403 unauthorized_client":    {403, `{"error":"unauthorized_client"}`, nil, Unclear},
		"403 access_denied":          {403, `{"error":"access_denied"}`, nil, Dead},
		"408":                        {408, ``, nil, Unclear},
		"425":                        {425, ``, nil, Unclear},
		"429":                        {429, `{"error":"too_many_requests"}`, nil, Unclear},
		"500":                        {500, `{"error":"invalid_grant"}`, nil, Unclear},
		"503":                        {503, ``, nil, Unclear},
		"302":                        {302, ``, nil, Unclear},
		"no answer":                  {0, ``, httpx.ErrReset, Unclear},
		"error that is not a string": {400, `{"error":["invalid_client"]}`, nil, Dead},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, Class(httpx.Response{Status: test.status, Body: []byte(test.body), Err: test.err}))
		})
	}
}

func TestHandsOutToken(t *testing.T) {
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	tests := []struct {
		answer httpx.Response
		want   bool
	}{
		{httpx.Response{Status: 500, Body: []byte(`{"refresh_token":"r"}`)}, true},
		{httpx.Response{Status: 400, Body: []byte(`{"access_token":{"value":"a"}}`)}, true},
		{httpx.Response{Status: 200, Body: []byte(`access_token=a&token_type=bearer`), Header: form}, true},
		{httpx.Response{Status: 200, Body: []byte(`access_token=a&token_type=bearer`)}, false},
		{httpx.Response{Status: 200, Body: []byte(`{"access_token":null,"refresh_token":"","token_type":"bearer"}`)}, false},
		{httpx.Response{Status: 200, Body: []byte(`["access_token"]`)}, false},
		{httpx.Response{}, false},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, HandsOutToken(test.answer), "%s", test.answer.Body)
	}
}

func TestResponseAsAPhrase(t *testing.T) {
	tests := []struct {
		status     int
		body, want string
	}{
		{403, `{"error":"invalid_grant","error_description":"token CANARY is revoked"}`, "403 invalid_grant"},
		{403, `{"statusCode":403,"error":"Forbidden","errorCode":"insufficient_scope"}`, "403 insufficient_scope"},
		{400, `{"error":"v1.CANARY"}`, "400"},
		{400, `{"error":"` + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + `"}`, "400"},
		{200, ``, "200"},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, httpx.Response{Status: test.status, Body: []byte(test.body)}.String())
	}
}

// Whatever refuses the tokens of a user or application that is gone will do; elsewhere a failed client says nothing.
func TestRefusalsOfTokensWhoseUserIsGone(t *testing.T) {
	cases := map[string]struct {
		answer          httpx.Response
		orphaned, other State
	}{
		"invalid_grant":    {answered(403, `{"error":"invalid_grant"}`), Dead, Dead},
		"invalid_client":   {answered(401, `{"error":"invalid_client"}`), Dead, Unclear},
		"too many":         {answered(429, ``), Unclear, Unclear},
		"a fault":          {answered(500, ``), Unclear, Unclear},
		"a success":        {answered(200, `{"access_token":"a"}`), Alive, Alive},
		"refused, and yet": {answered(401, `{"error":"invalid_client","refresh_token":"r"}`), Unclear, Unclear},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.orphaned, ClassOf(c.answer, true))
			assert.Equal(t, c.other, ClassOf(c.answer, false))
		})
	}
}
