package session

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/judge"
)

// says answers every request with the same bytes and then neither closes the connection nor says any more.
func says(text string) func(int, net.Conn, *bufio.Reader) {
	return func(_ int, conn net.Conn, in *bufio.Reader) {
		for readRequest(in) {
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
		}
	}
}

// floods answers with a beginning, and then with the same bytes for ever.
func floods(beginning, again string) func(int, net.Conn, *bufio.Reader) {
	return func(_ int, conn net.Conn, in *bufio.Reader) {
		readRequest(in)
		for _, err := io.WriteString(conn, beginning); err == nil; {
			_, err = io.WriteString(conn, again)
		}
	}
}

const switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n"

// Each of these answers is none, says so in words of its own, and ends within the file's time-out.
func TestAnswersThatAreNone(t *testing.T) {
	ok := func(headers string) string { return "HTTP/1.1 200 OK\r\n" + headers + "\r\n" }
	tests := map[string]struct {
		serve  func(int, net.Conn, *bufio.Reader)
		want   error
		phrase string
	}{
		"101":                        {says(switching), httpx.ErrSwitched, "101 (the server switched protocols)"},
		"101 without an upgrade":     {says("HTTP/1.1 101 Well\r\nContent-Length: 5\r\n\r\nhello"), httpx.ErrSwitched, "101 (the server switched protocols)"},
		"101 that goes on":           {floods(switching, "bytes"), httpx.ErrSwitched, "101 (the server switched protocols)"},
		"101, compressed":            {says(strings.Replace(switching, "\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n", 1)), httpx.ErrSwitched, "101 (the server switched protocols)"},
		"a status below 100":         {says("HTTP/1.1 099 Well\r\n\r\n"), httpx.ErrInvalid, "99 (the answer is not valid HTTP)"},
		"100 for ever":               {floods("", "HTTP/1.1 100 Continue\r\n\r\n"), httpx.ErrHeaders, "no answer: headers of the answer larger than 256 KiB"},
		"103 for ever":               {floods("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), httpx.ErrHeaders, "no answer: headers of the answer larger than 256 KiB"},
		"headers for ever":           {floods("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), httpx.ErrHeaders, "no answer: headers of the answer larger than 256 KiB"},
		"one header for ever":        {floods("HTTP/1.1 200 OK\r\nX-A: ", "bbbbbbbbbbbbbbbb"), httpx.ErrHeaders, "no answer: headers of the answer larger than 256 KiB"},
		"two Content-Lengths":        {says(ok("Content-Length: 2\r\nContent-Length: 3\r\n") + "{}"), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"a negative Content-Length":  {says(ok("Content-Length: -2\r\n") + "{}"), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"an unknown coding":          {says(ok("Transfer-Encoding: telepathy\r\n") + "{}"), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"ESC in a header's name":     {says(ok("X\x1b[31m: a\r\n")), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"a header without a colon":   {says(ok("tls: \r\nprotocol version\r\n")), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"a status that is no number": {says("HTTP/1.1 abc OK\r\n\r\n"), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"an unknown version":         {says("HTTP/x 200 OK\r\n\r\n"), httpx.ErrInvalid, "no answer: the answer is not valid HTTP"},
		"chunks that are none":       {says(ok("Transfer-Encoding: chunked\r\n") + "zz\r\nabc"), httpx.ErrInvalid, "200 (the answer is not valid HTTP)"},
		"a trailer for ever":         {floods(ok("Transfer-Encoding: chunked\r\nTrailer: X-A\r\n")+"0\r\n", "X-A: b\r\n"), httpx.ErrInvalid, "200 (the answer is not valid HTTP)"},
		"damaged compression":        {says(ok("Content-Encoding: deflate\r\nContent-Length: 4\r\n") + "\x78\x9c\xff\xff"), httpx.ErrEncoding, "200 (the answer's Content-Encoding cannot be undone)"},
		"compression cut off":        {says(ok("Content-Encoding: gzip\r\nContent-Length: 3\r\n") + "\x1f\x8b\x08"), httpx.ErrTruncated, "200 (answer ended early)"},
		"compression that hangs":     {says(ok("Content-Encoding: gzip\r\nContent-Length: 99\r\n") + "\x1f\x8b\x08"), httpx.ErrTimedOut, "200 (timed out after 1s)"},
		"a word at a time":           {dribbles(ok("Content-Length: 100000\r\n")), httpx.ErrTimedOut, "200 (timed out after 1s)"},
		"a header at a time":         {dribbles("HTTP/1.1 200 OK\r\n"), httpx.ErrTimedOut, "no answer: timed out after 1s"},
		"an interim one at a time":   {dribbles("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"), httpx.ErrTimedOut, "no answer: timed out after 1s"},
		"words before it is asked": {func(_ int, conn net.Conn, in *bufio.Reader) {
			_, _ = io.WriteString(conn, "SSH-2.0-OpenSSH\r\n")
			readRequest(in)
		}, httpx.ErrNotHTTP, "no answer: the answer is not HTTP"},
		"words of another protocol": {says("SSH-2.0-OpenSSH\r\n"), httpx.ErrNotHTTP, "no answer: the answer is not HTTP"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := listen(t, test.serve)
			s := sessionAt(t, at, func(f *file.File) {
				if test.want != httpx.ErrTimedOut { // the others have enough of it on a busy machine
					f.Limits.Timeout = 10 * time.Second
				}
			})
			for _, fresh := range []bool{false, true} {
				answer := within(t, func() httpx.Response { return s.Send(t.Context(), Act, httpx.Request{URL: at, FreshConnection: fresh}) })
				assert.ErrorIs(t, answer.Err, test.want)
				assert.Equal(t, test.phrase, answer.String())
				assert.Equal(t, judge.Unclear, judge.Class(answer))
			}
		})
	}
}

// dribbles answers with a beginning and then a byte of a word now and then.
func dribbles(beginning string) func(int, net.Conn, *bufio.Reader) {
	return func(_ int, conn net.Conn, in *bufio.Reader) {
		readRequest(in)
		for _, err := io.WriteString(conn, beginning); err == nil; time.Sleep(50 * time.Millisecond) {
			_, err = io.WriteString(conn, "x")
		}
	}
}

// within has something end long before the test does.
func within[T any](t *testing.T, do func() T) T {
	t.Helper()
	done := make(chan T, 1)
	go func() { done <- do() }()
	select {
	case got := <-done:
		return got
	case <-time.After(20 * time.Second):
		require.Fail(t, "it hangs")
		return *new(T)
	}
}

// bare is a body that knows nothing of the request's context, as that of a 101 is.
type bare struct{ net.Conn }

func (b bare) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: b}, nil
}

func TestEveryBodyEndsWithItsContext(t *testing.T) {
	for name, want := range map[string]error{"the time-out": httpx.ErrTimedOut, "Ctrl-C": httpx.ErrCancelled} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer theirs.Close()
			file := &file.File{Issuer: "http://server.example/", Limits: file.Limits{Timeout: time.Minute}}
			ctx, cancel := context.WithCancel(t.Context())
			if want == httpx.ErrTimedOut {
				file.Limits.Timeout = 100 * time.Millisecond
			} else {
				time.AfterFunc(100*time.Millisecond, cancel)
			}
			defer cancel()
			d, err := serverOf(file, Options{Transport: bare{ours}})
			require.NoError(t, err)
			answer := within(t, func() httpx.Response { return d.NewSession().Send(ctx, Act, httpx.Request{URL: file.Issuer}) })
			assert.ErrorIs(t, answer.Err, want, fmt.Sprint(answer))
		})
	}
}
