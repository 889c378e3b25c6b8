package deployment

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// kinds are the fields whose value is secret wherever they occur, and what such a value is called.
var kinds = map[string]string{
	"access_token":              "access token",
	"refresh_token":             "refresh token",
	"id_token":                  "ID token",
	"id_token_hint":             "ID token",
	"token":                     "token",
	"code":                      "code",
	"client_secret":             "client secret",
	"password":                  "password",
	"client_assertion":          "assertion",
	"assertion":                 "assertion",
	"device_code":               "device code",
	"user_code":                 "user code",
	"code_verifier":             "code verifier",
	"mfa_token":                 "MFA token",
	"subject_token":             "token",
	"actor_token":               "token",
	"registration_access_token": "registration token",
	"session_token":             "session token",
	"logout_token":              "logout token",
	"signing_secret":            "signing secret",
	"api_key":                   "API key",
}

var fieldNames = func() string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	return strings.Join(names, "|")
}()

// kindNames are what values are called that have no name of their own.
var kindNames = func() map[string]bool {
	names := map[string]bool{}
	for _, kind := range kinds {
		names[kind] = true
	}
	return names
}()

// endings are the names of fields of which no other one is the end: a text that has a field has one of these.
var endings = func() []string {
	var shortest []string
	for name := range kinds {
		others := func(other string) bool { return other != name && strings.HasSuffix(name, other) }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(kinds)), others) {
			shortest = append(shortest, name)
		}
	}
	return shortest
}()

// mayHave says whether a text may have a field whose name is followed by that. It spares most texts, such as pages, the
// patterns, which take much longer. Where letters are encoded, their case does not matter.
func mayHave(text, after string) bool {
	if after == encodedEquals {
		return strings.Contains(text, "%3")
	}
	return slices.ContainsFunc(endings, func(name string) bool { return strings.Contains(text, name+after) })
}

const encodedEquals = "%3D"

// spelling is one way in which a field is written. The pattern has the groups before, name, between, value and after.
type spelling struct {
	after   string // what follows the field's name
	pattern *regexp.Regexp
	decode  func(raw string) string
}

// spellings are those of a parameter (of a form, query or fragment) and of a JSON string, each also inside another
// encoding. A value may be [a name] already, and a JSON string may have been cut off.
var spellings = []spelling{
	{"=", regexp.MustCompile(`(^|[?&#;\s"'])(` + fieldNames + `)(=)((?:\[[^\[\]]*\]|[^&#\s"'<>])*)()`), unescapeParameter},
	{encodedEquals, regexp.MustCompile(`(?i)(%3F|%26|%23)(` + fieldNames + `)(%3D)((?:[^&#\s"'<>%]|%25[0-9a-f]{2})*)()`), unescapeTwice},
	{`"`, regexp.MustCompile(`(")(` + fieldNames + `)("\s*:\s*")((?:[^"\\]|\\.)*)(\\?)`), unescapeString},
	{`\"`, regexp.MustCompile(`(\\")(` + fieldNames + `)(\\"\s*:\s*\\")([^"\\]*)()`), unescapeString},
}

// otherJSON is a secret field whose value is not a string. A number as "code" is an error's.
var otherJSON = regexp.MustCompile(`"(` + fieldNames + `)"(\s*:\s*)(\[[^\]]*\]?|-?[0-9][^\s,}\]]*)`)

// strangeJWT is a signed JWT that nobody has seen before, as a server's log or list may show: of an earlier run, or of somebody
// else.
var strangeJWT = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`)

const strange = "unknown JWT"

// field is a secret field found in a text, decoded.
type field struct{ name, value string }

// mostFields is how many fields of a text are learnt, of one spelling. An answer has fewer; what is beyond them is hidden
// where it stands.
const mostFields = 64

// fieldsOf finds the secret fields of a form, a query or a JSON document, even a damaged one, and says whether it has more.
func fieldsOf(text string) (fields []field, more bool) {
	for _, s := range spellings {
		if !mayHave(text, s.after) {
			continue
		}
		found := s.pattern.FindAllStringSubmatch(text, mostFields)
		for _, m := range found {
			fields = append(fields, field{strings.ToLower(m[2]), s.decode(m[4])})
		}
		more = more || len(found) == mostFields
	}
	return fields, more
}

func unescapeParameter(raw string) string {
	if value, err := url.QueryUnescape(raw); err == nil {
		return value
	}
	return raw
}

func unescapeTwice(raw string) string { return unescapeParameter(unescapeParameter(raw)) }

func unescapeString(raw string) string {
	if value, err := strconv.Unquote(`"` + strings.ReplaceAll(raw, `\/`, `/`) + `"`); err == nil {
		return value
	}
	return raw
}

// redactFields hides the values of secret fields that have no name yet, or are too short to be looked for.
func (v *vault) redactFields(text string) string {
	text = v.redactWords(text)
	for _, s := range spellings {
		if !mayHave(text, s.after) {
			continue
		}
		text = replaceGroups(s.pattern, text, func(m []string) string {
			return m[1] + m[2] + m[3] + v.placeholder(strings.ToLower(m[2]), m[4], s.decode(m[4])) + m[5]
		})
	}
	if strings.Contains(text, "eyJ") {
		text = strangeJWT.ReplaceAllString(text, "["+strange+"]")
	}
	if !mayHave(text, `"`) {
		return text
	}
	return replaceGroups(otherJSON, text, func(m []string) string {
		if m[1] == "code" {
			return m[0]
		}
		return `"` + m[1] + `"` + m[2] + `"[` + kinds[m[1]] + `]"`
	})
}

func (v *vault) placeholder(field, raw, value string) string {
	if raw == "" || v.isName(raw) {
		return raw
	}
	if name, known := v.nameOf(value); known {
		return "[" + name + "]"
	}
	return "[" + kinds[field] + "]"
}

func replaceGroups(pattern *regexp.Regexp, text string, replace func(groups []string) string) string {
	var out strings.Builder
	end := 0
	for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		out.WriteString(text[end:at[0]] + replace(groups))
		end = at[1]
	}
	return out.String() + text[end:]
}
