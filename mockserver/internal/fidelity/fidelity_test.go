package fidelity_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The mock answers as recorded, to the last member.
func TestTheMockAnswersAsRecorded(t *testing.T) {
	for _, r := range recordings(t) {
		t.Run(r.name, func(t *testing.T) {
			s := newSite(t, r.Dialect)
			for i, e := range r.Exchanges {
				wrong := s.play(e)
				assert.Empty(t, wrong, "%s.yaml, exchange %d: %s", r.name, i+1, e.Request)
			}
		})
	}
}

// play asks what was asked of Auth0, and says how the answer differs.
func (s *site) play(e exchange) []string {
	s.t.Helper()
	if e.After != "" {
		d, err := time.ParseDuration(e.After)
		require.NoError(s.t, err, e.Request)
		s.clock.Advance(d)
		clear(s.tokens)
	}
	wrong := s.unauthorized(e)
	r := s.request(e)
	if missing := variable.FindString(r.URL.String()); missing != "" {
		return append(wrong, missing+" was not named by any exchange before")
	}
	s.authorize(r, e)
	w := s.send(r)
	if w.Code != e.Status {
		return append(wrong, fmt.Sprintf("status %d instead of %d: %s", w.Code, e.Status, w.Body))
	}
	return slices.Concat(wrong, s.headers(e, w.Header()), s.location(e, w.Header().Get("Location")), s.body(e, w))
}

func (s *site) headers(e exchange, header http.Header) (wrong []string) {
	for name, want := range e.Headers {
		if want == nil {
			if header.Values(name) != nil {
				wrong = append(wrong, name+": is there")
			}
			continue
		}
		wrong = append(wrong, s.names.match(want, header.Get(name), name)...)
	}
	return wrong
}

func (s *site) location(e exchange, location string) []string {
	if e.Location == nil {
		return nil
	}
	to, err := url.Parse(location)
	require.NoError(s.t, err)
	fragment, err := url.ParseQuery(to.Fragment)
	require.NoError(s.t, err)
	got := map[string]any{}
	for name, parameters := range map[string]url.Values{"query": to.Query(), "fragment": fragment} {
		if len(parameters) > 0 {
			got[name] = flat(parameters)
		}
	}
	to.RawQuery, to.Fragment = "", ""
	got["to"] = to.String()
	return s.names.match(e.Location, got, "Location")
}

func flat(v url.Values) map[string]any {
	out := map[string]any{}
	for name := range v {
		out[name] = v.Get(name)
	}
	return out
}

func (s *site) body(e exchange, w *httptest.ResponseRecorder) []string {
	text := w.Body.String()
	if len(e.Shows) > 0 || len(e.Fields) > 0 {
		return s.page(e, text)
	}
	shape := e.shape()
	if shape == nil {
		if text != "" && e.Status/100 != 3 {
			return []string{"a body that was not expected: " + text}
		}
		return nil
	}
	var got any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		return []string{"the body is no JSON: " + text}
	}
	return s.excuse(e, s.names.match(shape, got, ""))
}

// excuse takes away the differences that the exchange gives a reason for. A reason without a difference is one itself.
func (s *site) excuse(e exchange, wrong []string) []string {
	for marks, says := range map[*map[string]string]string{&e.Lacks: ": is missing", &e.Adds: ": is additional"} {
		for member, why := range *marks {
			excused := func(line string) bool { return strings.HasPrefix(line, "."+member+says) }
			if !slices.ContainsFunc(wrong, excused) {
				wrong = append(wrong, fmt.Sprintf(".%s: does not differ any more, where it did since %s", member, why))
			}
			wrong = slices.DeleteFunc(wrong, excused)
		}
	}
	return wrong
}

var (
	input     = regexp.MustCompile(`<input[^>]*>`)
	attribute = regexp.MustCompile(`(name|value)="([^"]*)"`)
)

// page looks at a page: the texts that it shows, and what its forms hold.
func (s *site) page(e exchange, text string) (wrong []string) {
	for _, want := range e.Shows {
		if !strings.Contains(text, s.names.fill(want)) {
			wrong = append(wrong, "the page does not show: "+want)
		}
	}
	held := map[string]any{}
	for _, tag := range input.FindAllString(text, -1) {
		found := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
			found[a[1]] = a[2]
		}
		held[found["name"]] = found["value"]
	}
	for name, shape := range e.Fields {
		wrong = append(wrong, s.names.match(shape, held[name], "field "+name)...)
	}
	return wrong
}
