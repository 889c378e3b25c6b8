package deployment

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A header that says nothing but its scheme makes no secret of the word.
func TestASchemeAloneIsNoSecret(t *testing.T) {
	v := newVault(nil, nil)
	v.learnHeaders(http.Header{"Authorization": {"Basic"}})
	assert.Equal(t, `WWW-Authenticate: Basic realm="x"`, v.hide(`WWW-Authenticate: Basic realm="x"`))
	assert.Equal(t, "Basic", v.header("Authorization", "Basic"))

	v.learnHeaders(http.Header{"Authorization": {"s3cret-without-a-scheme"}})
	assert.NotContains(t, v.hide("it was s3cret-without-a-scheme"), "s3cret")
}
