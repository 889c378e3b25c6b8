package redact

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// shortestCookie is the length from which a cookie's value is looked for everywhere: shorter ones are words and flags.
const shortestCookie = 12

// secretHeaders are what the names of headers end with, after a hyphen, of which the whole value is secret.
var secretHeaders = []string{
	"apikey", "api-key", "token", "secret", "password", "key", "auth", "session", "session-id", "csrf", "xsrf", "credential", "credentials", "jwt",
}

// SecretHeader says whether the whole value of a header is secret; Authorization and cookies are treated in their own way.
func SecretHeader(name string) bool {
	return strings.EqualFold(name, "dpop") || slices.ContainsFunc(secretHeaders, func(end string) bool {
		before := len(name) - len(end)
		return before >= 0 && strings.EqualFold(name[before:], end) && (before == 0 || name[before-1] == '-')
	})
}

// isSecretHeader leaves out those of CORS: the "true" of Access-Control-Allow-Credentials is no secret.
func isSecretHeader(name string) bool {
	return SecretHeader(name) && !strings.HasPrefix(http.CanonicalHeaderKey(name), "Access-Control-")
}

// MostLearnt bounds how many secrets are learnt from one message's headers. An answer has a handful; further ones are hidden where
// they stand, and are not looked for elsewhere.
const MostLearnt = 200

// Learn names the secrets of a text that is sent or received, in order of appearance; not all of them where it has more than
// any answer has.
func (v *Redactor) Learn(text string) {
	for _, f := range fieldsOf(text) {
		v.learnField(f)
	}
}

// LearnAnswer names what an answer gives, by its members, however its names are spelt and wherever in it they stand.
func (v *Redactor) LearnAnswer(member func(name string) string) {
	for _, name := range kindsInOrder {
		v.learnField(field{name, member(name)})
	}
}

// kindsInOrder are the names of Kinds.
var kindsInOrder = slices.Sorted(maps.Keys(Kinds))

func (v *Redactor) learnField(f field) {
	if f.name == "code" && !strings.ContainsAny(f.value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return // a word, as in {"code":"not_found"}: hidden where it stands, not wherever the word occurs
	}
	if f.value != "" {
		v.Number(f.value, Kinds[f.name])
	}
}

// LearnHeaders names the secrets that headers carry.
func (v *Redactor) LearnHeaders(h http.Header) {
	learnt := 0
	for _, name := range secretNamesOf(h) {
		if learnt >= MostLearnt {
			break
		}
		for _, value := range first(h[name]) {
			v.Name(value, "header "+name)
			learnt++
		}
	}
	for _, value := range first(append(h.Values("Authorization"), h.Values("Proxy-Authorization")...)) {
		if scheme, credentials := authorization(value); credentials != "" {
			v.Number(credentials, strings.TrimSpace(strings.ToLower(scheme)+" credentials"))
		}
	}
	cookies := (&http.Request{Header: h}).Cookies()
	for _, cookie := range first(append(cookies, (&http.Response{Header: h}).Cookies()...)) {
		v.learnCookie(cookie)
	}
	for _, location := range first(h.Values("Location")) {
		v.Learn(location)
	}
}

// secretNamesOf are in order, so that names of secrets are the same in every run.
func secretNamesOf(h http.Header) (names []string) {
	for name := range h {
		if isSecretHeader(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func first[T any](all []T) []T { return all[:min(len(all), MostLearnt)] }

var (
	cookiePair    = regexp.MustCompile(`(^|;\s*)([^=;]*)=([^;]*)`)
	setCookiePair = regexp.MustCompile(`^()([^=;]*)=([^;]*)`)
)

func (v *Redactor) header(name, value string) string {
	switch {
	case name == "Authorization" || name == "Proxy-Authorization":
		scheme, credentials := authorization(value)
		return strings.TrimSpace(scheme + " " + v.hidden(credentials, "credentials"))
	case name == "Cookie":
		return v.cookies(cookiePair, value)
	case name == "Set-Cookie":
		return v.Hide(v.cookies(setCookiePair, value)) // a path may repeat the value
	case isSecretHeader(name):
		return v.hidden(value, "header "+name)
	case v.wordName(value) != "" && !publicHeader().MatchString(name):
		return v.hidden(value, "")
	}
	return v.Redact(value)
}

func (v *Redactor) cookies(pattern *regexp.Regexp, value string) string {
	return replaceGroups(pattern, value, func(m []string) string {
		return m[1] + m[2] + "=" + v.hidden(m[3], "cookie")
	})
}

// hidden is the name of a value that is secret as a whole.
func (v *Redactor) hidden(value, otherwise string) string {
	if value == "" {
		return ""
	}
	if name, known := v.nameOf(strings.Trim(value, `"`)); known {
		return "[" + name + "]"
	}
	return "[" + otherwise + "]"
}

// schemes are those of Authorization headers that revokespec sends or a server's answer may quote.
var schemes = []string{"basic", "bearer", "digest", "dpop"}

// authorization splits an Authorization header. One without a scheme is secret as a whole. A scheme alone is no secret: the word
// would be hidden wherever a server or a report uses it.
func authorization(value string) (scheme, credentials string) {
	if scheme, credentials, found := strings.Cut(value, " "); found {
		return scheme, credentials
	}
	if slices.Contains(schemes, strings.ToLower(value)) {
		return value, ""
	}
	return "", value
}
