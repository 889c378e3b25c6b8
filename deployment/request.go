package deployment

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// Request is one HTTP request. At most one of Form, JSON and Body is set.
type Request struct {
	Method          string // "" = POST with a body, else GET
	URL             string // absolute
	Header          http.Header
	Query           url.Values // added to the URL's
	Form            url.Values
	JSON            map[string]any
	Body            []byte
	ContentType     string // of Body; or instead of the usual one
	FreshConnection bool   // over a connection of its own

	visits bool // a page, or what it consists of, and so may go to an origin that the file does not name
	part   bool // of a page, asked for by a Chromium: it may be large, and the record does without it
}

// message is a request as it goes over the wire.
type message struct {
	method, url string
	header      http.Header
	body        []byte
	fresh       bool
	leave       *pass // to send it
	part        bool  // of a page: see Request
}

// limit is how much of the answer's body is read, in bytes.
func (m message) limit() int {
	if m.part {
		return maxPart
	}
	return MaxBody
}

// message serializes the request; extra are headers of the deployment file, which the request's own replace.
func (r Request) message(extra map[string]string) (message, error) {
	m := message{method: r.Method, url: r.URL, header: http.Header{"User-Agent": {"revokespec"}}, body: r.Body, fresh: r.FreshConnection, part: r.part}
	contentType := r.ContentType
	switch {
	case r.Form != nil:
		m.body = []byte(r.Form.Encode())
		contentType = cmp.Or(contentType, "application/x-www-form-urlencoded")
	case r.JSON != nil:
		body, err := json.Marshal(r.JSON)
		if err != nil {
			return message{}, fmt.Errorf("the request's JSON cannot be written: %w", err)
		}
		m.body = body
		contentType = cmp.Or(contentType, "application/json")
	}
	if m.method == "" {
		m.method = http.MethodGet
		if r.Form != nil || m.body != nil {
			m.method = http.MethodPost
		}
	}
	if len(r.Query) > 0 {
		m.url += separator(m.url) + r.Query.Encode()
	}
	for name, value := range extra {
		m.header.Set(name, value)
	}
	if contentType != "" {
		m.header.Set("Content-Type", contentType)
	}
	cookie := m.header.Get("Cookie") // the file's, which a gateway may want beside the server's
	maps.Copy(m.header, r.Header.Clone())
	if own := r.Header.Get("Cookie"); own != "" && cookie != "" {
		m.header.Set("Cookie", cookie+"; "+own)
	}
	return m, nil
}

// request makes the message sendable once: without GetBody, and with a body that it cannot rewind, net/http never sends
// it again by itself, as it else does when an idle connection turns out to be dead.
func (m message) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, m.method, m.url, nil)
	if err != nil {
		return nil, errors.New("the request has no usable URL or method")
	}
	req.Header = m.header
	req.Host = m.header.Get("Host")
	switch {
	case len(m.body) > 0:
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(m.body)), int64(len(m.body))
	case m.method == http.MethodGet || m.method == http.MethodHead || m.method == http.MethodOptions:
		req.Body = io.NopCloser(strings.NewReader("")) // found empty and left out, but not known to be so beforehand
	}
	return req, nil
}
