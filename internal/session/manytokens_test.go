package session

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

// padded is an answer with more tokens than any has, the real one last.
func padded(n, fields int) string {
	var body strings.Builder
	body.WriteString(`{"list":[`)
	for i := range fields {
		fmt.Fprintf(&body, `{"access_token":"%s"},`, redacttest.Opaque(n*fields+i, 40))
	}
	return body.String() + `{}],"refresh_token":"rt-` + redacttest.Opaque(-n-1, 30) + `"}`
}

// An answer of a thousand tokens costs no more memory than one of sixty-four, shows none, and gives the one that counts its name.
func TestAnAnswerOfManyTokensIsHiddenAndForgotten(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing after another")
	}
	d, err := serverOf(&file.File{Issuer: "https://op.example"}, Options{})
	require.NoError(t, err)
	s := d.NewSession()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const answers = 30
	for n := range answers {
		body := padded(n, 1000)
		s.record(Act, httpx.Message{Method: "POST", URL: "https://op.example/token"}, httpx.Response{Status: 200, Body: []byte(body)}, 0)
		shown := s.Drain()[0].Response.Body
		assert.NotContains(t, shown, redacttest.Opaque(n*1000, 40)[:12], "the first")
		assert.NotContains(t, shown, redacttest.Opaque(n*1000+200, 40)[:12], "one that was not learnt")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, (int64(after.HeapAlloc)-int64(before.HeapAlloc))/answers, int64(300<<10), "bytes of an answer")
	assert.Regexp(t, `^it is \[refresh token [0-9]+\]$`, s.Redact("it is rt-"+redacttest.Opaque(-1, 30)))
	assert.NotZero(t, s.Secrets.Learnt())
}
