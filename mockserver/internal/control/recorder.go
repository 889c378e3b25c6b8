package control

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Recorded is how many requests are remembered unless somebody chooses: the newest.
const Recorded = 1000

// longestRead is how much of a body is looked into, in bytes; a longer one is shown by its length alone.
const longestRead = 64 << 10

// Recorder remembers the newest requests, without their secrets. It is safe for concurrent use.
type Recorder struct {
	Most int // how many are remembered, at least one

	mu       sync.Mutex
	ring     []record
	oldest   int // where the ring begins, once it is full
	received int // so far
}

type record struct {
	number   int
	at       time.Time
	request  tenant.Request // without parameters
	client   string
	scheme   string // of the Authorization header
	query    any
	body     any
	answered int
	error    string
	issued   []maskedValue
}

// Observe is a wire.Env's Observe.
func (r *Recorder) Observe(c *wire.Call, a tenant.Answer) {
	e := record{at: c.Request.Received, request: c.Request, answered: a.Status, query: maskParameters(c, url.Values(c.Request.Query))}
	e.request.Body, e.request.Query, e.request.Params = nil, nil, nil
	e.request.Path, e.request.Agent, e.request.Origin = maskPath(c.Request.Path), maskLine(c.Request.Agent), maskLine(c.Request.Origin)
	e.request.Method = maskLine(c.Request.Method)
	e.body = bodyOf(c)
	e.scheme, e.client = callerOf(c, e.query, e.body)
	if answer, ok := a.JSON.(map[string]any); ok {
		e.error, _ = answer["error"].(string)
		for _, name := range []string{"access_token", "refresh_token"} {
			if token, ok := answer[name].(string); ok && a.Status < 300 {
				e.issued = append(e.issued, maskText(c, name, token))
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.received++
	e.number = r.received
	if len(r.ring) < r.Most {
		r.ring = append(r.ring, e)
		return
	}
	r.ring[r.oldest] = e
	r.oldest = (r.oldest + 1) % r.Most
}

// Forget forgets all requests; they go on being numbered as before.
func (r *Recorder) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ring, r.oldest = nil, 0
}

// newest returns what is remembered, oldest first.
func (r *Recorder) newest() []record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Concat(r.ring[r.oldest:], r.ring[:r.oldest])
}

func bodyOf(c *wire.Call) any {
	switch {
	case len(c.Raw) == 0:
		return nil
	case len(c.Raw) > longestRead:
	case c.Request.BodyType == tenant.BodyForm:
		if form, err := c.Form(); err == nil {
			return maskParameters(c, url.Values(form))
		}
	case c.Request.BodyType == tenant.BodyJSON:
		var body any
		if json.Unmarshal(c.Raw, &body) == nil {
			if n := countMembers(body); n > mostMembers {
				return fmt.Sprintf("[%d members]", n)
			}
			return mask(c, "", body)
		}
	}
	return fmt.Sprintf("[%d bytes]", len(c.Raw))
}

// maskParameters masks parameters; one that was given several times is a list.
func maskParameters(c *wire.Call, values url.Values) any {
	if len(values) == 0 {
		return nil
	}
	n := 0
	for _, given := range values {
		n += len(given)
	}
	if n > mostMembers {
		return fmt.Sprintf("[%d parameters]", n)
	}
	out := make(map[string]any, len(values))
	for name, given := range values {
		list := make([]any, len(given))
		for i := range given {
			list[i] = maskText(c, name, given[i])
		}
		if out[maskName(name)] = list; len(list) == 1 {
			out[maskName(name)] = list[0]
		}
	}
	return out
}

// callerOf is the client as the request names it, unverified, and the scheme of its Authorization header.
func callerOf(c *wire.Call, query, body any) (scheme, client string) {
	for _, parameters := range []any{body, query} {
		if named, ok := parameters.(map[string]any); ok {
			if id, ok := named["client_id"].(maskedValue); ok && client == "" {
				client = id.text
			}
		}
	}
	scheme, credentials, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if client != "" {
		return maskLine(scheme), client
	}
	if id, _, ok := c.Context.Request.BasicAuth(); ok {
		if decoded, err := url.QueryUnescape(id); err == nil {
			id = decoded
		}
		return scheme, maskLine(id)
	}
	client, _ = c.Claims(credentials)["azp"].(string)
	return maskLine(scheme), maskLine(client)
}

func maskPath(path string) string {
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i] = maskLine(segments[i])
	}
	return tenant.Cut(strings.Join(segments, "/"), longestRecorded)
}

// maskLine hides a text that holds something opaque.
func maskLine(text string) string {
	if opaquePattern().MatchString(text) {
		return fmt.Sprintf("[%d characters]", len(text))
	}
	return tenant.Cut(text, longestShown)
}
