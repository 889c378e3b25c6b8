package redact

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// pieces are what texts are put together from that are hard to read.
func pieces(of ...string) *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(of), rapid.String()), 0, 12), func(all []string) string { return strings.Join(all, "") })
}

// What is looked for by hand is what a pattern finds that looks everywhere.
func TestPlaces(t *testing.T) {
	everywhere := map[string]*regexp.Regexp{
		"=": regexp.MustCompile(`(^|[?&#;\s"'])(` + fieldNames + `)(=)((?:\[[^\[\]]*\]|[^&#\s"'<>])*)()`),
		`"`: regexp.MustCompile(`(")(` + fieldNames + `)("\s*:\s*")((?:[^"\\]|\\.)*)(\\?)`),
	}
	texts := pieces("token", "id_token", "token_", "x", "code", "registration_access_token", "Token", "=", "=", "&", "?", ";", " ", "\n", "[", "]", `"`, `"`, `" : "`, `":"`, `\`, "é", "<", "token=", `"token":"`)
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		for _, s := range spellings {
			if s.value != nil {
				assert.Equal(t, everywhere[s.after].FindAllStringSubmatchIndex(text, -1), s.places(text, -1), s.after)
				assert.Equal(t, everywhere[s.after].FindAllStringSubmatchIndex(text, 1), s.places(text, 1), s.after)
			}
		}
	})
}

// Words are told apart in a value as a pattern does it.
func TestWordEnd(t *testing.T) {
	word := regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+|[0-9]+`)
	values := pieces("a", "b", "A", "B", "0", "9", "user", "Name", "HTTP", "_", "-", "é")
	rapid.Check(t, func(t *rapid.T) {
		value := values.Draw(t, "value")
		words := []string(nil)
		for i := 0; i < len(value); i += max(1, wordEnd(value, i)-i) {
			if end := wordEnd(value, i); end > i {
				words = append(words, value[i:end])
			}
		}
		assert.Equal(t, word.FindAllString(value, -1), words)
	})
}
