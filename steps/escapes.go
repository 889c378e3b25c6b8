package steps

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// escapedForm is the body of a form in which every character of every value is percent-encoded: for every reader the same as one
// in which none is (URL standard, section 5.1).
func escapedForm(form url.Values) []byte {
	return escapedPairs(form, "%s=%s", "&", percentEncoded)
}

// escapedJSON is a JSON object of the same parameters, with every character of every value as an escape (RFC 8259 section 7).
func escapedJSON(form url.Values) []byte {
	object := escapedPairs(form, `"%s":"%s"`, ",", func(v string) string {
		var b strings.Builder
		for _, c := range utf16.Encode([]rune(v)) {
			fmt.Fprintf(&b, `\u%04x`, c)
		}
		return b.String()
	})
	return slices.Concat([]byte("{"), object, []byte("}"))
}

// plainJSON is the JSON object without needless escapes.
func plainJSON(form url.Values) []byte {
	object := map[string]string{}
	for name := range form {
		object[name] = form.Get(name)
	}
	text, _ := json.Marshal(object) // of strings
	return text
}

func escapedPairs(form url.Values, pair, between string, escape func(string) string) []byte {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			pairs = append(pairs, fmt.Sprintf(pair, name, escape(value)))
		}
	}
	return []byte(strings.Join(pairs, between))
}

// percentEncoded writes every byte as an escape. In a value this is escaped again on its way.
func percentEncoded(value string) string {
	var b strings.Builder
	for _, c := range []byte(value) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
