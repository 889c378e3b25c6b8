package judge

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

func TestErrorBody(t *testing.T) {
	const json = "application/json; charset=utf-8"
	for name, c := range map[string]struct {
		r       httpx.Response
		members string
		want    string
	}{
		"as it should be":     {answered(400, `{"error":"invalid_request"}`, "Content-Type", json), "error", "pass"},
		"both members":        {answered(401, `{"error":"invalid_client","error_description":"x"}`, "Content-Type", json), "error, error_description", "pass"},
		"one is missing":      {answered(401, `{"error":"invalid_client"}`, "Content-Type", json), "error, error_description", "fail"},
		"one is empty":        {answered(400, `{"error":""}`, "Content-Type", json), "error", "fail"},
		"one is no string":    {answered(400, `{"error":["x"]}`, "Content-Type", json), "error", "fail"},
		"no JSON":             {answered(400, `invalid_request`, "Content-Type", json), "error", "fail"},
		"a list":              {answered(400, `[]`, "Content-Type", json), "error", "fail"},
		"as text":             {answered(400, `{"error":"invalid_request"}`, "Content-Type", "text/plain"), "error", "fail"},
		"without a type":      {answered(400, `{"error":"invalid_request"}`), "error", "fail"},
		"problem+json":        {answered(400, `{"error":"invalid_request"}`, "Content-Type", "application/problem+json"), "error", "pass"},
		"registered":          {answered(400, `{"error":"unsupported_token_type"}`, "Content-Type", json), RegisteredError, "pass"},
		"not registered":      {answered(400, `{"error":"bad_token"}`, "Content-Type", json), RegisteredError, "fail"},
		"no code to register": {answered(400, `{}`, "Content-Type", json), RegisteredError, "fail"},
		"404":                 {answered(404, `{"error":"x"}`, "Content-Type", json), "error", "not applicable"},
		"200":                 {answered(200, ``), "error", "not applicable"},
		"500":                 {answered(500, ``), "error", "inconclusive"},
		"none":                {lost, "error", "inconclusive"},
	} {
		assert.Equal(t, c.want, kind(ErrorBody(c.r, c.members)), name)
	}
}

func TestBodyDescriptionAndHeader(t *testing.T) {
	assert.Equal(t, "pass", kind(EmptyBody(answered(200, ""))))
	assert.Equal(t, "fail", kind(EmptyBody(answered(200, " "))))
	assert.Equal(t, "inconclusive", kind(EmptyBody(httpx.Response{Status: 200, Err: httpx.ErrTruncated})))
	assert.Equal(t, "pass", kind(Description(answered(400, `{"error_description":"as said"}`), "as said")))
	assert.Equal(t, "fail", kind(Description(answered(400, `{"error_description":"As said"}`), "as said")))
	assert.Equal(t, "fail", kind(Description(lost, "as said")))
	for value, want := range map[string]string{"no-store": "pass", "private, No-Store": "pass", "no-cache": "fail"} {
		assert.Equal(t, want, kind(Header(answered(200, "", "Cache-Control", value), "Cache-Control", "no-store")), value)
	}
	assert.Equal(t, "pass", kind(Header(answered(200, "", "Vary", "Origin", "Vary", "Accept"), "Vary", "accept")), "in a second line")
	assert.Equal(t, "fail", kind(Header(answered(200, ""), "Cache-Control", "no-store")))
	assert.Equal(t, "inconclusive", kind(Header(lost, "Cache-Control", "no-store")))
}
