package redact

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Many a test application's secret is "secret": what the server and we say about secrets stays legible.
func TestASecretThatIsAWordOfTheProtocol(t *testing.T) {
	v := New(nil, New(nil, nil))
	v.Name("secret", "secret of confidential")
	for text, want := range map[string]string{
		"client_id=web&client_secret=secret&x=1":              "client_id=web&client_secret=[secret of confidential]&x=1",
		`{"error_description":"invalid client_secret"}`:       `{"error_description":"invalid client_secret"}`,
		"signs in (client_secret_post), no secrets, Secretly": "signs in (client_secret_post), no secrets, Secretly",
		"it is secret, no secret of confidential":             "it is secret, no secret of confidential",
		`{"secret":1,"echo":"secret"}`:                        `{"secret":1,"echo":"[secret of confidential]"}`,
		"a=secret&grant_type=secret":                          "a=[secret of confidential]&grant_type=secret",
	} {
		got := v.Redact(text)
		assert.Equal(t, want, got)
		assert.Equal(t, want, v.Redact(got), "hidden twice")
	}
}

// Within a name that an earlier redaction put there nothing can be hidden; within other brackets it can.
func TestNamesAreNotRedactedAgain(t *testing.T) {
	v := New(nil, nil)
	v.Name("secret of", "password of ann")
	v.Name("s3cr3t", "secret of confidential")
	assert.Equal(t, "[secret of confidential] [[password of ann] nobody]", v.Hide("[secret of confidential] [secret of nobody]"))
}

func TestHeadersOfCORSAreNoSecrets(t *testing.T) {
	v := New(nil, nil)
	v.LearnHeaders(http.Header{"Access-Control-Allow-Credentials": {"true"}, "X-Credentials": {"c-1234"}})
	assert.Equal(t, `{"active":true,"c":"[header X-Credentials]"}`, v.Hide(`{"active":true,"c":"c-1234"}`))
	assert.Equal(t, "true", v.header("Access-Control-Allow-Credentials", "true"))
}
