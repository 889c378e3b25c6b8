package redact

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A header that says nothing but its scheme makes no secret of the word.
func TestASchemeAloneIsNoSecret(t *testing.T) {
	v := New(nil, nil)
	v.LearnHeaders(http.Header{"Authorization": {"Basic"}})
	assert.Equal(t, `WWW-Authenticate: Basic realm="x"`, v.Hide(`WWW-Authenticate: Basic realm="x"`))
	assert.Equal(t, "Basic", v.header("Authorization", "Basic"))

	v.LearnHeaders(http.Header{"Authorization": {"s3cret-without-a-scheme"}})
	assert.NotContains(t, v.Hide("it was s3cret-without-a-scheme"), "s3cret")
}
