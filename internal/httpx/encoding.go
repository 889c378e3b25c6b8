package httpx

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// ErrEncoding says that an answer is compressed in a way that nobody asked for and that cannot be undone.
var ErrEncoding = errors.New("the answer's Content-Encoding cannot be undone")

// contentCoding is what names of codings look like; nothing else of that header is quoted.
var contentCoding = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9, -]{1,40}$`) })

// decodedBody is the body of an answer as it was before a Content-Encoding. None is asked for; some servers compress all the
// same, and RFC 9110 section 12.5.3 lets them.
func decodedBody(r *http.Response) io.Reader {
	coding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding")))
	if coding == "" || coding == "identity" {
		return r.Body
	}
	body := bufio.NewReader(r.Body)
	if _, err := body.Peek(1); errors.Is(err, io.EOF) {
		return body // an empty body has nothing to undo
	}
	var plain io.Reader
	var err error
	switch coding {
	case "gzip", "x-gzip":
		plain, err = gzip.NewReader(body)
	case "deflate": // RFC 9110 section 8.4.1.2: the zlib format
		plain, err = zlib.NewReader(body)
	default:
		err = errors.ErrUnsupported
	}
	switch {
	case err == nil:
		return inflatedReader{plain}
	case connectionEnded(err):
		return failingReader{err}
	}
	if !contentCoding().MatchString(coding) {
		return failingReader{ErrEncoding}
	}
	return failingReader{fmt.Errorf("%w (%s)", ErrEncoding, coding)}
}

// inflatedReader reports damaged data as such.
type inflatedReader struct{ io.Reader }

func (u inflatedReader) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrChecksum) {
		err = ErrEncoding
	}
	return n, err
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }
