package main

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// shortestLeak is how much of a secret's beginning counts as the secret, in bytes, however they are written: of a random value of
// less than that nothing can be guessed, and a word of less occurs by chance.
const shortestLeak = 12

// writings are the ways in which a secret may be written somewhere. Each is a function of its own, so that a test can
// also have a server write it so.
var writings = map[string]func(string) string{
	"raw":            func(s string) string { return s },
	"query":          url.QueryEscape,
	"path":           url.PathEscape,
	"query, %20":     func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") },
	"query, lower":   func(s string) string { return lowerHex(url.QueryEscape(s)) },
	"every byte %XX": func(s string) string { return percent(s, "%%%02X") },
	"every byte %xx": func(s string) string { return percent(s, "%%%02x") },
	"query twice":    func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"query in path":  func(s string) string { return url.PathEscape(url.QueryEscape(s)) },
	"JSON":           func(s string) string { return inJSON(s, true) },
	"JSON, no HTML":  func(s string) string { return inJSON(s, false) },
	"JSON, ASCII":    func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) },
	"JSON, slashes":  func(s string) string { return strings.ReplaceAll(inJSON(s, true), "/", `\/`) },
	"JSON twice":     func(s string) string { return inJSON(inJSON(s, true), true) },
	"JSON twice, no": func(s string) string { return inJSON(inJSON(s, false), false) },
	"query in JSON":  func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%", `\u0025`) },
	"JSON in query":  func(s string) string { return url.QueryEscape(inJSON(s, false)) },
	"JavaScript":     func(s string) string { return percent(s, `\x%02x`) },
	"HTML":           html.EscapeString,
	"HTML, numbers":  func(s string) string { return numbered(s, "&#%d;") },
	"HTML, hex":      func(s string) string { return numbered(s, "&#x%x;") },
	"JSON in HTML":   func(s string) string { return html.EscapeString(inJSON(s, false)) },
	"HTML in JSON":   func(s string) string { return inJSON(html.EscapeString(s), true) },
	"query in HTML":  func(s string) string { return html.EscapeString("a=b&c=" + url.QueryEscape(s)) },
	"hex":            func(s string) string { return hex.EncodeToString([]byte(s)) },
	"HEX":            func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"base64":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, raw":    func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"Basic":          func(s string) string { return base64.StdEncoding.EncodeToString([]byte("id:" + s)) },
	"Basic, encoded": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("a+id:" + url.QueryEscape(s))) },
	"base64 of JSON": func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(`{"k":"` + inJSON(s, true) + `"}`))
	},
	"base64 in form": func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("x:" + s))) },
	"the beginning":  func(s string) string { return strings.ToValidUTF8(s[:min(len(s), 3*shortestLeak/2)], "") + "..." },
	"the end":        func(s string) string { return s[min(len(s), 3):] },
	"lines":          func(s string) string { return inLines(s, 9, "\r\n  ") },
	"shell's lines":  func(s string) string { return inLines(s, 7, "\\\n") },
	"colours":        func(s string) string { return inLines(s, 8, "\x1b[1;32m") },
	"hex, colons":    func(s string) string { return inLines(hex.EncodeToString([]byte(s)), 2, ":") },
	"HEX, spaces":    func(s string) string { return strings.ToUpper(inLines(hex.EncodeToString([]byte(s)), 2, " ")) },
	"base32":         func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) },
	"base64, lines":  func(s string) string { return inLines(base64.StdEncoding.EncodeToString([]byte(s)), 12, "\n") },
	"its query": func(s string) string {
		return url.QueryEscape(strings.ToValidUTF8(s[:min(len(s), 3*shortestLeak/2)], "")) + "..."
	},
}

// inLines breaks a text into pieces of so many bytes.
func inLines(s string, width int, by string) string {
	var out strings.Builder
	for i := range len(s) {
		if i > 0 && i%width == 0 {
			out.WriteString(by)
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func percent(s, format string) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		fmt.Fprintf(&out, format, b)
	}
	return out.String()
}

func numbered(s, format string) string {
	var out strings.Builder
	for _, c := range s {
		fmt.Fprintf(&out, format, c)
	}
	return out.String()
}

// lowerHex has the digits of escapes in lower case.
func lowerHex(s string) string {
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '%' {
			s = s[:i] + strings.ToLower(s[i:i+3]) + s[i+3:]
		}
	}
	return s
}

func inJSON(s string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(s)
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(out.String()), `"`), `"`)
}

// searcher finds secrets in texts, in any of the writings. Of a spelling only the beginning is looked for, so that what
// was cut off is found as well.
type searcher struct {
	begins map[string]leak            // the beginning of a spelling
	heads  map[[headSize]byte][]int   // its first bytes -> lengths of such beginnings
	known  map[string]map[string]bool // secret -> what has been added of it
}

const headSize = 6

// leak is a secret, and how it was written.
type leak struct{ what, secret, writing string }

func newSearcher() *searcher {
	return &searcher{begins: map[string]leak{}, heads: map[[headSize]byte][]int{}, known: map[string]map[string]bool{}}
}

// add looks for a secret from now on. What is like a JWT is one by its signature, and says by its claims whose it is: all
// tokens of an issuer begin alike.
func (s *searcher) add(what, secret string) {
	if len(secret) < headSize || s.known[secret] != nil {
		return
	}
	s.known[secret] = map[string]bool{}
	if parts := strings.Split(secret, "."); len(parts) == 3 && strings.HasPrefix(secret, "eyJ") {
		half := len(parts[1]) / 2
		s.index(what+" (claims)", parts[1][half:min(half+40, len(parts[1]))])
		secret = parts[2]
	}
	s.index(what, secret)
}

// around is what stands before a secret, in bytes, in the writings that encode it together with that.
var around = map[string]int{"Basic": 4, "Basic, encoded": 7, "base64 of JSON": 8, "base64 in form": 3, "query in HTML": len("a=b&amp;c=")}

func (s *searcher) index(what, secret string) {
	for name, write := range writings {
		least := shortestLeak
		if strings.HasPrefix(what, "form value") { // which may be words
			if name == "the beginning" || name == "its query" || name == "the end" {
				continue
			}
			least = len(secret)
		}
		if name == "the end" {
			if len(secret) >= 3+shortestLeak {
				s.look(leak{what, secret, name}, secret[len(secret)-shortestLeak:])
			}
			continue
		}
		whole, part := write(secret), write(strings.ToValidUTF8(secret[:min(len(secret), least)], ""))
		n := 0
		for n < min(len(whole), len(part)) && whole[n] == part[n] {
			n++
		}
		begin := whole[min(n, around[name]):n]
		s.look(leak{what, secret, name}, begin)
	}
}

// look has a part of a text be a leak from now on.
func (s *searcher) look(l leak, part string) {
	if len(part) < headSize {
		return
	}
	head := [headSize]byte([]byte(part[:headSize]))
	if _, known := s.begins[part]; !known {
		s.begins[part] = l
		s.heads[head] = append(s.heads[head], len(part))
	}
}

// find is the first leak of each secret in a text.
func (s *searcher) find(text string) map[leak]string {
	found, seen := map[leak]string{}, map[string]bool{}
	for i := 0; i+headSize <= len(text); i++ {
		for _, length := range s.heads[[headSize]byte([]byte(text[i:i+headSize]))] {
			if i+length > len(text) {
				continue
			}
			if l, is := s.begins[text[i:i+length]]; is && !seen[l.secret] {
				found[l], seen[l.secret] = strings.ToValidUTF8(text[max(0, i-60):min(len(text), i+60)], "?"), true
			}
		}
	}
	return found
}

// clean reports every secret in a text.
func (s *searcher) clean(t *testing.T, where, text string) {
	t.Helper()
	n := 0
	for l, around := range s.find(text) {
		if n++; n > 10 {
			t.Errorf("%s: and more", where)
			return
		}
		t.Errorf("%s holds the %s (%s): %q", where, l.what, l.writing, around)
	}
}

// The search itself finds every writing of a secret, within a text and cut off, and nothing else.
func TestTheSearchFindsEveryWriting(t *testing.T) {
	t.Parallel()
	const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhdXRoMHwwMSIsImlzcyI6Imh0dHBzOi8vYSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
	for _, secret := range []string{canary(1), canary(99), "v1.MRjVeO8NJCXIYPYTSFDyNDU", jwt} {
		s := newSearcher()
		s.add("secret", secret)
		assert.Empty(t, s.find(strings.Repeat(canary(2)+`v1.MRjVe {"a":"%20"} eyJhbGciOiJSUzI1NiJ9.eyJz `, 3)))
		for name, write := range writings {
			if secret == jwt && (strings.HasPrefix(name, "base64") || strings.HasPrefix(name, "Basic") || strings.Contains(name, "the beginning") || strings.Contains("its query, base32, lines, colours, shell's lines, hex, colons, HEX, spaces", name)) {
				continue // its parts fall otherwise there; and its beginning is everybody's
			}
			assert.NotEmpty(t, s.find("before "+write(secret)+" after"), "%s of %s", name, secret)
		}
	}
}
