package session

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/record"
)

// How much the record keeps of a URL, of a body, and of a page of HTML, in bytes.
const (
	keptURL  = 8 << 10
	keptBody = 16 << 10
	keptPage = 2 << 10
)

// droppedTail is the last piece of what was examined of a larger body, where a secret may have been cut in two.
const droppedTail = 8 << 10

// Exchange is one that a session has seen. What the record has of it is written when it is asked for: of most, nobody asks for more than a
// line. It may know more names by then.
type Exchange struct {
	session *Session
	purpose Purpose
	message httpx.Message
	answer  httpx.Response
	took    time.Duration
	written *record.Exchange // of one that is too large to be held as it is
}

// record names the secrets of an exchange, and keeps the exchange.
func (s *Session) record(p Purpose, m httpx.Message, answer httpx.Response, took time.Duration) {
	if m.Part {
		s.learnPart(m, answer)
		return
	}
	s.learn(m, answer)
	if s.keepsNothing {
		return
	}
	m.Answered = nil // it would be held with the exchange
	x := Exchange{session: s, purpose: p, message: m, answer: answer, took: took}
	if len(m.Body)+len(answer.Body) > redact.Examined {
		whole := x.Whole()
		x = Exchange{session: s, written: &whole}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.exchanges = append(s.exchanges, x)
}

// Line is the exchange without headers and bodies.
func (x Exchange) Line() record.Exchange { return NewLines().Of(x) }

// Lines writes exchanges without headers and bodies. Most of a scenario's go to the same few addresses: each is looked through once.
type Lines struct {
	urls map[string]string // as they are kept, by what they were
}

// NewLines is for the exchanges of one session, of which more is not going to be learnt meanwhile.
func NewLines() Lines { return Lines{urls: map[string]string{}} }

// Of writes one exchange.
func (l Lines) Of(x Exchange) record.Exchange {
	if x.written != nil {
		return *x.written
	}
	url, known := l.urls[x.message.URL]
	if !known {
		url = x.session.keptOfRequest([]byte(x.message.URL), keptURL)
		l.urls[x.message.URL] = url
	}
	line := record.Exchange{
		Purpose:    x.purpose,
		Request:    record.Request{Method: x.message.Method, URL: url},
		DurationMS: float64(x.took.Microseconds()) / 1000,
	}
	if x.answer.Status != 0 {
		line.Response = &record.Response{Status: x.answer.Status}
	}
	if x.answer.Err != nil {
		line.Error = x.answer.Err.Error()
	}
	return line
}

// Whole is the exchange as the record has it, without its secrets.
func (x Exchange) Whole() record.Exchange {
	whole := x.Line()
	if x.written != nil {
		return whole
	}
	s, m, answer := x.session, x.message, x.answer
	whole.Request.Headers, whole.Request.Body = s.Secrets.Headers(m.Header), s.keptOfRequest(m.Body, keptBody)
	if r := whole.Response; r != nil {
		limit := keptBody
		if redact.IsPage(answer.Header) {
			limit = keptPage
		}
		body, cut := s.kept(answer.Body, limit)
		r.Headers, r.Body, r.Truncated = s.Secrets.Headers(answer.Header), body, cut || answer.Truncated
	}
	return whole
}

// learn names the secrets of an exchange.
func (s *Session) learn(m httpx.Message, answer httpx.Response) {
	s.Secrets.LearnNames(answer.Status, answer.Header, answer.Body)
	s.Secrets.LearnHeaders(m.Header)
	s.Secrets.Learn(m.URL)
	s.Secrets.Learn(string(m.Body[:min(len(m.Body), redact.Examined)]))
	s.Secrets.LearnHeaders(answer.Header)
	s.Secrets.Learn(string(answer.Body[:min(len(answer.Body), redact.Examined)]))
	s.Secrets.LearnAnswer(answer.Field)
	s.Secrets.LearnSignIn(answer.Header, answer.Body)
}

// keptOfRequest is a request's body or URL as the record holds it. Where it was cut, it says so.
func (s *Session) keptOfRequest(sent []byte, limit int) string {
	text, cut := s.kept(sent, limit)
	if cut {
		text += fmt.Sprintf(" ... (%d bytes in all)", len(sent))
	}
	return text
}

// kept is a body as the record holds it. It is redacted before it is cut, so that no half of a secret remains.
func (s *Session) kept(body []byte, limit int) (text string, cut bool) {
	cut = len(body) > redact.Examined
	text = strings.ToValidUTF8(s.Redact(string(body[:min(len(body), redact.Examined)])), "\uFFFD")
	if cut {
		text = text[:max(len(text)-droppedTail, strings.LastIndex(text, "]")+1)]
	}
	if len(text) <= limit {
		return strings.ToValidUTF8(text, ""), cut
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit], true
}

// learnPart names the secrets of a part of a page. Scripts and the like have cookies alone.
func (s *Session) learnPart(m httpx.Message, answer httpx.Response) {
	if len(m.Body) > 0 || strings.Contains(answer.Header.Get("Content-Type"), "json") {
		s.learn(m, answer)
		return
	}
	s.Secrets.LearnHeaders(m.Header)
	s.Secrets.LearnHeaders(answer.Header)
}
