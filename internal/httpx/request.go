package httpx

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

	Visits bool // a page, or what it consists of, and so may go to an origin that the file does not name
	Part   bool // of a page, asked for by a Chromium: it may be large, and the record does without it
}

// MaxPart is how much is read of a script, or of what else a page consists of, in bytes.
const MaxPart = 16 << 20

// Message is a request as it goes over the wire.
type Message struct {
	Method, URL string
	Header      http.Header
	Body        []byte
	Fresh       bool
	Part        bool           // of a page: see Request
	Answered    func(Response) // is told of the answer as soon as it is there; may be nil
}

// limit is how much of the answer's body is read, in bytes.
func (m Message) limit() int {
	if m.Part {
		return MaxPart
	}
	return MaxBody
}

// Message serializes the request; extra are headers of the deployment file, which the request's own replace.
func (r Request) Message(extra map[string]string) (Message, error) {
	m := Message{Method: r.Method, URL: r.URL, Header: http.Header{"User-Agent": {"revokespec"}}, Body: r.Body, Fresh: r.FreshConnection, Part: r.Part}
	contentType := r.ContentType
	switch {
	case r.Form != nil:
		m.Body = []byte(r.Form.Encode())
		contentType = cmp.Or(contentType, "application/x-www-form-urlencoded")
	case r.JSON != nil:
		body, err := json.Marshal(r.JSON)
		if err != nil {
			return Message{}, fmt.Errorf("the request's JSON cannot be written: %w", err)
		}
		m.Body = body
		contentType = cmp.Or(contentType, "application/json")
	}
	if m.Method == "" {
		m.Method = http.MethodGet
		if r.Form != nil || m.Body != nil {
			m.Method = http.MethodPost
		}
	}
	if len(r.Query) > 0 {
		m.URL = WithQuery(m.URL, r.Query)
	}
	for name, value := range extra {
		m.Header.Set(name, value)
	}
	if contentType != "" {
		m.Header.Set("Content-Type", contentType)
	}
	cookie := m.Header.Get("Cookie") // the file's, which a gateway may want beside the server's
	maps.Copy(m.Header, r.Header.Clone())
	if own := r.Header.Get("Cookie"); own != "" && cookie != "" {
		m.Header.Set("Cookie", cookie+"; "+own)
	}
	return m, nil
}

// request makes the message sendable once: without GetBody, and with a body that it cannot rewind, net/http never sends
// it again by itself, as it else does when an idle connection turns out to be dead.
func (m Message) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, m.Method, m.URL, nil)
	if err != nil {
		return nil, errors.New("the request has no usable URL or method")
	}
	req.Header = m.Header
	req.Host = m.Header.Get("Host")
	switch {
	case len(m.Body) > 0:
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(m.Body)), int64(len(m.Body))
	case m.Method == http.MethodGet || m.Method == http.MethodHead || m.Method == http.MethodOptions:
		req.Body = io.NopCloser(strings.NewReader("")) // found empty and left out, but not known to be so beforehand
	}
	return req, nil
}

// Set gives the form, or the JSON, a member.
func (r *Request) Set(name, value string) {
	if r.JSON != nil {
		r.JSON[name] = value
		return
	}
	r.Form.Set(name, value)
}

// WithQuery adds parameters to the query of a URL.
func WithQuery(target string, query url.Values) string {
	if strings.Contains(target, "?") {
		return target + "&" + query.Encode()
	}
	return target + "?" + query.Encode()
}
