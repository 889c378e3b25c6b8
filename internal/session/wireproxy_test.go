package session

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

// What a proxy answers to CONNECT is no word of the server's, and ends as an answer does.
func TestProxiesThatDoNotConnect(t *testing.T) {
	tests := map[string]struct {
		serve  func(int, net.Conn, *bufio.Reader)
		want   error
		phrase string
	}{
		"101":                    {floods(switching, "bytes"), httpx.ErrProxy, "answered 101 itself"},
		"no HTTP":                {says("220 mail.example\r\n"), httpx.ErrProxy, "its answer to CONNECT is not valid HTTP; correct HTTPS_PROXY"},
		"two Content-Lengths":    {says("HTTP/1.1 500 No\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), httpx.ErrProxy, "its answer to CONNECT is not valid HTTP"},
		"a word at a time":       {dribbles("HTTP/1.1 200 OK\r\n"), httpx.ErrTimedOut, "timed out after 1s"},
		"nothing":                {says(""), httpx.ErrTimedOut, "timed out after 1s"},
		"no TLS after it":        {tunnels(""), httpx.ErrTimedOut, "timed out after 1s"},
		"other words after it":   {tunnels("220 mail.example\r\n"), httpx.ErrTLS, "no TLS is spoken there"},
		"a close":                {func(_ int, _ net.Conn, in *bufio.Reader) { readRequest(in) }, httpx.ErrReset, "connection reset"},
		"a refusal with a flood": {floods("HTTP/1.1 503 No\r\n\r\n", "bytes"), httpx.ErrProxy, "answered 503 itself"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HTTPS_PROXY", listen(t, test.serve))
			s := sessionAt(t, "https://server.example/", nil)
			answer := within(t, func() httpx.Response { return s.Send(t.Context(), Act, httpx.Request{URL: "https://server.example/"}) })
			assert.ErrorIs(t, answer.Err, test.want)
			assert.Contains(t, answer.String(), test.phrase)
		})
	}
}

// Whose fault it is does not follow from words that net/http quotes.
func TestWordsThatBlameSomebodyElse(t *testing.T) {
	at := listen(t, says("HTTP/1.1 200 OK\r\nsocks connect refused\r\n\r\n"))
	s := sessionAt(t, at, nil)
	assert.ErrorIs(t, s.Send(t.Context(), Act, httpx.Request{URL: at}).Err, httpx.ErrInvalid)

	t.Setenv("HTTPS_PROXY", listen(t, says("220 tls: no socks connect\r\n")))
	assert.ErrorIs(t, sessionAt(t, "https://server.example/", nil).Send(t.Context(), Act, httpx.Request{URL: "https://server.example/"}).Err, httpx.ErrProxy)

	t.Setenv("HTTPS_PROXY", "socks5"+strings.TrimPrefix(listen(t, func(_ int, conn net.Conn, _ *bufio.Reader) { _, _ = conn.Write([]byte{5, 0xff}) }), "http"))
	assert.ErrorIs(t, sessionAt(t, "https://server.example/", nil).Send(t.Context(), Act, httpx.Request{URL: "https://server.example/"}).Err, httpx.ErrProxy)
}

// tunnels lets a connection through, to a server that answers the handshake so and then says no more.
func tunnels(text string) func(int, net.Conn, *bufio.Reader) {
	return func(_ int, conn net.Conn, in *bufio.Reader) {
		readRequest(in)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		_, _ = in.Peek(1)
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, in)
	}
}
