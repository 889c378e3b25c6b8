package wirefault_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// answer is one answer on its way to the suite.
type answer struct {
	status int
	header http.Header
	body   []byte
	lost   bool // the connection is closed instead
	hangs  bool // nothing comes until the suite gives up
	cut    bool // the connection is closed in the middle of the body
	parsed *parsed
}

// parsed is the body as a JSON object, once somebody asks for it. Nobody changes it.
type parsed struct {
	once   sync.Once
	object map[string]any
}

func reply(status int, kind, body string) *answer {
	a := &answer{status: status, header: http.Header{}, body: []byte(body), parsed: &parsed{}}
	if kind != "" {
		a.header.Set("Content-Type", kind)
	}
	return a
}

func replyJSON(status int, object any) *answer {
	body, _ := json.Marshal(object)
	return reply(status, "application/json", string(body))
}

// refuse is an error answer of RFC 6749 section 5.2.
func refuse(status int, code, description string) *answer {
	a := replyJSON(status, map[string]string{"error": code, "error_description": description})
	a.header.Set("Cache-Control", "no-store")
	return a
}

func (a *answer) ok() bool { return a.status >= 200 && a.status <= 299 && !a.lost && !a.hangs }

func (a *answer) object() map[string]any {
	if a.parsed == nil {
		return nil // nothing came
	}
	a.parsed.once.Do(func() {
		if json.Unmarshal(a.body, &a.parsed.object) != nil {
			a.parsed.object = nil
		}
	})
	return a.parsed.object
}

func (a *answer) field(name string) string {
	s, _ := a.object()[name].(string)
	return s
}

// copy is an answer that may be changed.
func (a *answer) copy() *answer {
	c := *a
	c.header, c.body, c.parsed = a.header.Clone(), slices.Clone(a.body), &parsed{}
	return &c
}

func (a *answer) withStatus(status int) *answer {
	c := a.copy()
	c.status = status
	return c
}

func (a *answer) withBody(kind, body string) *answer {
	c := a.copy()
	c.body = []byte(body)
	c.header.Set("Content-Type", kind)
	return c
}

// withField is the answer with another value of a member of its JSON object; nil removes it.
func (a *answer) withField(name string, value any) *answer {
	object := maps.Clone(a.object())
	if object == nil {
		object = map[string]any{}
	}
	if object[name] = value; value == nil {
		delete(object, name)
	}
	body, _ := json.Marshal(object)
	return a.withBody("application/json", string(body))
}

func (a *answer) withHeader(name, value string) *answer {
	c := a.copy()
	if c.header.Del(name); value != "" {
		c.header.Set(name, value)
	}
	return c
}

func (a *answer) withCookie(cookie string) *answer {
	c := a.copy()
	c.header.Add("Set-Cookie", cookie)
	return c
}

// withItems is a listing, plain or paged, with each item replaced by what of yields for it.
func (a *answer) withItems(of func(item map[string]any) []map[string]any) *answer {
	each := func(items []any) []map[string]any {
		out := []map[string]any{}
		for _, i := range items {
			if item, ok := i.(map[string]any); ok {
				out = append(out, of(item)...)
			}
		}
		return out
	}
	var list []any
	if json.Unmarshal(a.body, &list) == nil {
		body, _ := json.Marshal(each(list))
		return a.withBody("application/json", string(body))
	}
	for name, member := range a.object() {
		if items, ok := member.([]any); ok {
			kept := each(items)
			total, _ := a.object()["total"].(float64) // of all pages
			return a.withField(name, kept).withField("total", int(total)+len(kept)-len(items))
		}
	}
	return a
}

// items are the items of a listing, plain or paged.
func (a *answer) items() []map[string]any {
	var all []map[string]any
	a.withItems(func(item map[string]any) []map[string]any {
		all = append(all, item)
		return nil
	})
	return all
}

// withMember is a paged listing with other items.
func (a *answer) withMember(items []map[string]any) *answer {
	for name, member := range a.object() {
		if _, ok := member.([]any); ok {
			return a.withField(name, items).withField("total", len(items))
		}
	}
	return a
}
