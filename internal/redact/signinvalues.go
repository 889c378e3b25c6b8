package redact

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A sign-in carries values of the server's own that let whoever holds them go on in the user's place: challenges and
// verifiers in redirects, tickets and tokens in hidden fields. Shorter values are modes and flags.
const (
	longQueryValue  = 40
	longHiddenValue = 16
	longNamedValue  = 12 // where the name says that it is a secret
)

// mostGuesses is how many fields of one answer are looked at. More of them are no sign-in's.
const mostGuesses = 512

// What such values are called.
const (
	kindSignIn = "sign-in value"
	kindForm   = "form value"
)

// LearnSignIn names such values of an answer, so that a published record does not hold them.
func (v *Redactor) LearnSignIn(h http.Header, body []byte) {
	v.learnQuery(h.Get("Location"))
	if !IsPage(h) {
		return
	}
	looked := 0
	for tokens := html.NewTokenizer(bytes.NewReader(body[:min(len(body), Examined)])); looked < mostGuesses && tokens.Next() != html.ErrorToken; {
		token := tokens.Token()
		given := map[string]string{}
		for _, a := range slices.Backward(token.Attr) { // the first one counts
			given[a.Key] = a.Val
		}
		switch hidden := token.Data == "input" && strings.EqualFold(given["type"], "hidden"); {
		case hidden && SecretHidden(given["name"], given["value"]):
			v.guess(given["value"], kindForm)
		case token.Data == "form":
			v.learnQuery(given["action"])
		case !hidden:
			continue
		}
		looked++
	}
}

// SecretHidden says whether a hidden field holds a secret: by its name, else by what the value looks like.
func SecretHidden(name, value string) bool {
	switch {
	case strings.Contains(value, "://") || saysOpen(name):
		return false
	case saysSecret(name):
		return len(value) >= longNamedValue && (sureName().MatchString(lowerName(name)) || !madeOfWords(value))
	}
	return len(value) >= longHiddenValue && looksRandom(value)
}

// learnQuery names such values of a URL's query.
func (v *Redactor) learnQuery(address string) {
	_, query, _ := strings.Cut(address, "?")
	query, _, _ = strings.Cut(query, "#")
	for i, pair := range strings.Split(query, "&") {
		name, raw, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(raw)
		if i < mostGuesses && err == nil && len(value) > longQueryValue && !strings.ContainsAny(value, " :") && !saysOpen(name) {
			v.guess(value, kindSignIn)
		}
	}
}

// learnCookie names a cookie's value. Where the name does not say that it is a session's, it is a guess: it may be what an
// API calls somebody.
func (v *Redactor) learnCookie(cookie *http.Cookie) {
	switch {
	case len(cookie.Value) < shortestCookie:
	case saysSecret(cookie.Name):
		v.Number(cookie.Value, "cookie")
	case !madeOfWords(cookie.Value):
		v.guess(cookie.Value, "cookie")
	}
}

// IsPage says whether a message is a page of HTML, by its headers.
func IsPage(h http.Header) bool { return strings.HasPrefix(h.Get("Content-Type"), "text/html") }
