package session

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
)

// A record keeps little of many or long headers, says so, and still has the short ones whole.
func TestHeadersInTheRecordAreBounded(t *testing.T) {
	for name, flood := range map[string]string{
		"a long one":   "X-Long: " + strings.Repeat("a", 200<<10) + "\r\n",
		"many":         strings.Repeat("X-Many: "+strings.Repeat("b", 30)+"\r\n", 5000),
		"many names":   manyNames(5000),
		"many cookies": strings.Repeat("Set-Cookie: sid="+strings.Repeat("c", 40)+"; Path=/\r\n", 3000),
	} {
		t.Run(name, func(t *testing.T) {
			at := listen(t, func(_ int, conn net.Conn, in *bufio.Reader) {
				readRequest(in)
				_, _ = io.WriteString(conn, "HTTP/1.1 400 No\r\n"+flood+"Retry-After: 5\r\nContent-Length: 2\r\n\r\n{}")
			})
			s := sessionAt(t, at, nil)
			answer := s.Send(t.Context(), Act, httpx.Request{URL: at})
			require.NoError(t, answer.Err)
			kept := s.Drain()[0].Response.Headers
			text, err := json.Marshal(kept)
			require.NoError(t, err)
			assert.Less(t, len(text), 2*redact.KeptHeaders)
			assert.Equal(t, []string{"5"}, kept["Retry-After"])
			assert.Regexp(t, "bytes in all|more values of headers", string(text))
			assert.LessOrEqual(t, s.Secrets.Learnt(), redact.MostLearnt+10)
		})
	}
}

func manyNames(n int) string {
	all := strings.Builder{}
	for i := range n {
		fmt.Fprintf(&all, "X-Api-Token-%d: %030d\r\nX-%d-Token: secret-%020d\r\n", i%1000, i, i, i)
		if all.Len() > 200<<10 {
			break
		}
	}
	return all.String()
}

func TestSecretsOfOneAnswerAreBounded(t *testing.T) {
	v, body := redact.New(nil, nil), strings.Builder{}
	for i := range 1500 {
		fmt.Fprintf(&body, `{"access_token":"token-%040d"}`, i)
	}
	v.Learn(body.String())
	assert.LessOrEqual(t, v.Learnt(), redact.MostLearnt)
	assert.NotContains(t, v.Redact(body.String()), "token-0", "where they stand they are hidden all the same")
}
