package redact

import (
	"strings"
)

// A secret that is a word is hidden where it is the whole value of a field, a parameter or a header, and stays a word in a
// sentence and in the names of fields.

// publicField are fields whose values are words of the protocol, or what everybody may see.
var publicField = lazily(`(?i)^(error|error_?code|scopes?|audience|aud|iss|sub|prompt|display|kind|strategy|connection|provider|category|level|verdict|purpose|status|statusCode|name|user_?name|email|login|client|action|event|description|.*_(types?|methods?|supported|mode|hint|id|uri|url|name|alg)|[a-z]*(type|id|method|mode|alg)s?)$`)

// publicHeader are headers whose values are words of HTTP.
var publicHeader = lazily(`(?i)^(accept.*|allow|connection|content-.*|cache-control|date|keep-alive|origin|pragma|referrer-policy|server|transfer-encoding|upgrade|vary|www-authenticate|x-(content-type|frame|xss|dns|permitted|powered).*|access-control-.*|sec-.*|strict-.*|user-agent|host)$`)

// anyField are the spellings of fields, with any name; the groups are as there.
var anyField = []spelling{
	{after: "=", pattern: lazily(`(^|[?&#;\s"'])([A-Za-z0-9_.-]{1,60})(=)([^&#\s"'<>\[\]]+)()`), decode: unescapeParameter},
	{after: encodedEquals, pattern: lazily(`(?i)(%3F|%26|%23)([A-Za-z0-9_.-]{1,60})(%3D)((?:[^&#\s"'<>%]|%25[0-9a-f]{2})+)()`), decode: unescapeTwice},
	{after: `"`, pattern: lazily(`(")([A-Za-z0-9_.-]{1,60})("\s*:\s*")((?:[^"\\]|\\.)+)(")`), decode: unescapeString},
	{after: `\"`, pattern: lazily(`(\\")([A-Za-z0-9_.-]{1,60})(\\"\s*:\s*\\")([^"\\]+)(\\")`), decode: unescapeString},
}

// redactWords hides such values in a text.
func (v *Redactor) redactWords(text string) string {
	if !v.hasWord(text) {
		return text
	}
	for _, s := range anyField {
		text = replaceGroups(s.pattern(), text, func(m []string) string {
			name := v.wordName(s.decode(m[4]))
			if name == "" || publicField().MatchString(m[2]) {
				return m[0]
			}
			return m[1] + m[2] + m[3] + "[" + name + "]" + m[5]
		})
	}
	return text
}

func (v *Redactor) hasWord(text string) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for word := range v.words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// wordName is the name of a secret that is a word; "" for anything else.
func (v *Redactor) wordName(value string) string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.words[value] {
		return v.names[value]
	}
	return ""
}
