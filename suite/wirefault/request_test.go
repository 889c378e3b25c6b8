package wirefault_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// request is one request as the suite sent it. It is never changed: with and without make copies.
type request struct {
	method, path string
	query        url.Values
	header       http.Header
	body         []byte
	remote       string // the other end of the connection
	arrived      time.Time
	faults       []behaviour // that it is still to meet; none for those of the proxy itself
}

// values are all values that a parameter has in the body, which is a form or a JSON object.
func (r *request) values(name string) []string {
	if !r.isJSON() {
		form, _ := url.ParseQuery(string(r.body))
		return form[name]
	}
	var object map[string]any
	if json.Unmarshal(r.body, &object) != nil {
		return nil
	}
	if s, ok := object[name].(string); ok {
		return []string{s}
	}
	return nil
}

// names are those of all parameters in the body.
func (r *request) names() []string {
	var object map[string]any
	if r.isJSON() && json.Unmarshal(r.body, &object) == nil {
		return slices.Collect(maps.Keys(object))
	}
	form, _ := url.ParseQuery(string(r.body))
	return slices.Collect(maps.Keys(form))
}

func (r *request) isJSON() bool {
	return strings.HasPrefix(r.header.Get("Content-Type"), "application/json")
}

func (r *request) param(name string) string {
	if all := r.values(name); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (r *request) has(name string) bool { return len(r.values(name)) > 0 }

// anywhere is the value of a parameter in the body or else in the query.
func (r *request) anywhere(name string) string {
	if v := r.param(name); v != "" {
		return v
	}
	if form, err := url.ParseQuery(string(r.body)); err == nil && form.Get(name) != "" {
		return form.Get(name)
	}
	return r.query.Get(name)
}

// with is the request with another value of a parameter in its body.
func (r *request) with(name, value string) *request {
	c := *r
	c.header = r.header.Clone()
	if !r.isJSON() {
		form, _ := url.ParseQuery(string(r.body))
		form.Set(name, value)
		c.body = []byte(form.Encode())
		return &c
	}
	object := map[string]any{}
	if json.Unmarshal(r.body, &object) == nil {
		object[name] = value
		c.body, _ = json.Marshal(object)
	}
	return &c
}

// basic are the credentials of a Basic header.
func (r *request) basic() (id, secret string, ok bool) {
	scheme, rest, _ := strings.Cut(r.header.Get("Authorization"), " ")
	raw, err := base64.StdEncoding.DecodeString(rest)
	if !strings.EqualFold(scheme, "Basic") || err != nil {
		return "", "", false
	}
	id, secret, ok = strings.Cut(string(raw), ":")
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	return id, secret, ok
}

// bearer is the token of a Bearer header.
func (r *request) bearer() string {
	scheme, rest, _ := strings.Cut(r.header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return rest
}

func (r *request) scopes() []string { return strings.Fields(r.param("scope")) }

// lastOf is the last segment of the path, unescaped: the id of what a management request is about.
func (r *request) lastOf() string {
	last := r.path[strings.LastIndex(r.path, "/")+1:]
	if plain, err := url.PathUnescape(last); err == nil {
		return plain
	}
	return last
}
