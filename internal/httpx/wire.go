// Package httpx sends a request exactly once, bounded in time and size and following nothing, and reads the answer, or why none came, in plain
// words. What is simultaneous, or over another connection, really is.
package httpx

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
)

// Wire sends messages: bounded in time and size, each exactly once, following nothing.
type Wire struct {
	shared, fresh http.RoundTripper                     // fresh makes a connection for every request
	real          bool                                  // the transports are net/http's, which report their connections
	proxy         func(*http.Request) (*url.URL, error) // nil where nothing but the transport knows
	timeout       time.Duration
	sent          atomic.Int64
	took          atomic.Int64 // all of them together, in nanoseconds
}

// idleTimeout is how long a connection is kept for the next request. Servers close theirs after 5 s or more; a request
// sent into a closing connection would be lost, and may not be repeated.
const idleTimeout = 3 * time.Second

// maxHeaders is how much of an answer's headers is read, in bytes, those of interim answers (1xx) included; Chromium reads as
// much. Servers send a few KiB.
const maxHeaders = 256 << 10

// NewWire reads the file's TLS, proxies and limits; a transport that is not nil takes the place of the network.
func NewWire(f *file.File, transport http.RoundTripper) (*Wire, error) {
	w := &Wire{shared: transport, fresh: transport, timeout: f.Limits.Timeout}
	if transport != nil {
		return w, nil
	}
	config, err := f.TLS.Config()
	if err != nil {
		return nil, err
	}
	w.real, w.proxy = true, proxyFunc()
	w.shared, w.fresh = w.transport(f, config), w.freshTransport(f, config)
	return w, nil
}

// atOnce is how much of a request is written at once where its connection can hold the end of it back: as much as TLS puts into a record.
const atOnce = 16 << 10

// freshTransport makes a connection for every request, which can hold the end of it back.
func (w *Wire) freshTransport(f *file.File, config *tls.Config) *http.Transport {
	config = config.Clone()
	config.DynamicRecordSizingDisabled = true // which would cut a request into several records
	t := w.transport(f, config)
	t.DisableKeepAlives, t.WriteBufferSize = true, atOnce
	t.DialContext = holding(t.DialContext)
	return t
}

// transport speaks HTTP/1.1 only: one request at a time on a connection, so that what is meant to be simultaneous,
// or to go over another connection, is.
func (w *Wire) transport(f *file.File, config *tls.Config) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  w.proxy,
		DialContext:            dialContext(f),
		OnProxyConnectResponse: refusedTunnel,
		TLSClientConfig:        config,
		Protocols:              protocols,
		DisableCompression:     true,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    64,
		MaxResponseHeaderBytes: maxHeaders,
	}
}

// Requests is how many were sent so far, and how long all of them together took.
func (w *Wire) Requests() (sent int, took time.Duration) {
	return int(w.sent.Load()), time.Duration(w.took.Load())
}

// Send sends one message.
func (w *Wire) Send(ctx context.Context, m Message) (Response, time.Duration) {
	answer, took := w.exchange(ctx, m)
	answer.Took = took
	w.took.Add(int64(took))
	if m.Answered != nil {
		m.Answered(answer)
	}
	return answer, took
}

func (w *Wire) exchange(ctx context.Context, m Message) (Response, time.Duration) {
	bounded, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	there := false
	bounded = httptrace.WithClientTrace(bounded, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { there = true }})
	req, err := m.request(bounded)
	if err != nil {
		return Response{Err: err}, 0
	}
	transport := w.shared
	if m.Fresh {
		transport = w.fresh
	}
	w.sent.Add(1)
	start := time.Now()
	resp, err := transport.RoundTrip(req)
	if err != nil {
		if !there {
			err = connectTrouble(w.proxy, req, err)
		}
		return Response{Err: WhyNoAnswer(ctx, err, w.timeout)}, time.Since(start)
	}
	defer resp.Body.Close()
	// Not every body ends with its context: that of a 101 is the bare connection.
	defer context.AfterFunc(bounded, func() { resp.Body.Close() })()
	if err := answeredByProxy(w.proxy, req, resp); err != nil {
		return Response{Err: WhyNoAnswer(ctx, err, w.timeout)}, time.Since(start)
	}
	answer := Response{Status: resp.StatusCode, Header: resp.Header, Err: noFinalAnswer(resp)}
	if answer.Err == nil {
		answer.Body, answer.Err = w.body(ctx, bounded, resp, m.limit())
		answer.Truncated = answer.Err != nil
	}
	answer.parsed = sync.OnceValue(answer.parse)
	return answer, time.Since(start)
}

// expected bounds how much room is made beforehand for a body, in bytes, whatever length its headers tell.
const expected = 64 << 10

// body reads at most so many bytes of an answer's body; the error says why that is not the whole.
func (w *Wire) body(ctx, bounded context.Context, resp *http.Response, most int) ([]byte, error) {
	read := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+max(0, min(resp.ContentLength, expected))))
	_, err := read.ReadFrom(io.LimitReader(decodedBody(resp), int64(most)+1))
	body := read.Bytes()
	if err != nil && bounded.Err() != nil {
		err = bounded.Err() // the body was closed for that
	}
	switch {
	case err != nil:
		return body, whyCutShort(ctx, err, w.timeout)
	case len(body) > most:
		return body[:most], fmt.Errorf("%w %d MiB", ErrTooLarge, most>>20)
	}
	return body, nil
}

// Close lets go of connections that are kept for a next request.
func (w *Wire) Close() {
	for _, transport := range []http.RoundTripper{w.shared, w.fresh} {
		if kept, ok := transport.(*http.Transport); ok && w.real {
			kept.CloseIdleConnections()
		}
	}
}
