package features_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

func TestClosingControls(t *testing.T) {
	cases := map[string]struct {
		tag, body string
		closing   []features.Step
	}{
		"a token is dead":        {"", "Then \"A\" is dead", []features.Step{{Keyword: "And", Text: "a new sign-in works"}, {Keyword: "And", Text: "what is dead stays dead"}}},
		"before another act":     {"", "Then \"A\" is dead\n When \"B\" is exchanged", []features.Step{{Keyword: "Then", Text: "a new sign-in works"}, {Keyword: "And", Text: "what is dead stays dead"}}},
		"with more of its own":   {"", "Then \"A\" is dead\n And what is dead stays dead\n And \"A\" stays dead for a month", nil},
		"a token is alive":       {"", "Then \"A\" is still alive", []features.Step{{Keyword: "And", Text: "an invented refresh token is refused"}}},
		"after a revocation":     {"", "When the application revokes \"B\"\n Then \"A\" is still alive", []features.Step{{Keyword: "And", Text: "what was ended is dead"}}},
		"after a wrong request":  {"", "When \"A\" is sent for revocation with:\n | a | b |\n Then \"A\" is still alive", []features.Step{{Keyword: "And", Text: "a right request works"}}},
		"after a refusal":        {"", "When \"A\" is sent for revocation with:\n | a | b |\n Then the answer is \"4xx\"\n And \"A\" is still alive", []features.Step{{Keyword: "And", Text: "a right request is accepted"}, {Keyword: "And", Text: "an invented refresh token is refused"}}},
		"a success":              {"", "When \"A\" is sent for revocation with:\n | a | b |\n Then the answer is \"2xx\"", nil},
		"none is dead":           {"", "Then the answer is \"200\"", nil},
		"that are not asked for": {"@without-closing-controls", "Then \"A\" is dead", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := "Feature: f\n Rule: r\n " + c.tag + "\n Scenario: s\n Given a\n " + c.body + "\n"
			catalogue, err := features.Read(fstest.MapFS{"own.feature": {Data: []byte(text)}}, "", nil)
			require.NoError(t, err)
			s := catalogue.Rules[0].Scenarios[0]
			assert.Equal(t, len(c.closing), s.Closing)
			assert.Equal(t, c.closing, append([]features.Step(nil), s.Steps[len(s.Steps)-s.Closing:]...))
		})
	}
	loose := features.Loose("own.feature", "s", nil, []string{`"A" is dead`}).Scenarios[0]
	assert.Equal(t, 2, loose.Closing)
}
