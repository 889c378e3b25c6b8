package deployment

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A sign-in carries values of the server's own that let whoever holds them go on in the user's place: challenges and
// verifiers in redirects, tickets and tokens in hidden fields. Shorter values are modes and flags.
const (
	longQueryValue  = 40
	longHiddenValue = 16
)

// What such values are called.
const (
	kindSignIn = "sign-in value"
	kindForm   = "form value"
)

// learnSignIn names such values of an answer, so that a published record does not hold them.
func (v *vault) learnSignIn(r Response) {
	if location, err := url.Parse(r.Header.Get("Location")); err == nil {
		for _, pair := range strings.Split(location.RawQuery, "&") {
			_, raw, _ := strings.Cut(pair, "=")
			if value, err := url.QueryUnescape(raw); err == nil && len(value) > longQueryValue && !strings.ContainsAny(value, " :") {
				v.number(value, kindSignIn)
			}
		}
	}
	if !isPage(r) {
		return
	}
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(r.Body[:min(len(r.Body), examined)]))
	if err != nil {
		return
	}
	document.Find("input[type=hidden]").Each(func(_ int, field *goquery.Selection) {
		if value := attr(field, "value"); len(value) >= longHiddenValue && !strings.Contains(value, "://") {
			v.number(value, kindForm)
		}
	})
}

func isPage(r Response) bool { return strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") }
