package yamlx_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/yamlx"
)

type free struct {
	Claims map[string]any `yaml:"claims"`
}

// A value of any kind is what encoding/json would make of it.
func TestValuesOfAnyKind(t *testing.T) {
	var f free
	require.NoError(t, read("claims: {plan: gold, 'https://app.example/tier': 3, rate: 0.5, on: true, none: ~, list: [a, 1, {deep: [false]}], date: 2020-06-01, quoted: '3', hex: 0x1F, ref: ${ONE}}\n", &f).Err())
	assert.Equal(t, map[string]any{"plan": "gold", "https://app.example/tier": 3.0, "rate": 0.5, "on": true, "none": nil,
		"list": []any{"a", 1.0, map[string]any{"deep": []any{false}}}, "date": "2020-06-01", "quoted": "3", "hex": 31.0, "ref": "1"}, f.Claims)
	for text, want := range map[string]string{
		"claims: {a: .inf}":         "shop.yaml:1:13: claims.a must be a text, a number",
		"claims: {a: [.nan]}":       "claims.a[0] must be a text, a number",
		"claims: {a: *b}":           "this alias has no anchor before it",
		"claims: {a: &b [*b]}":      "nested more than 100 deep",
		"claims: {a: {b: {<<: 3}}}": "only a mapping can be merged",
		"claims: [a]":               "claims must be a mapping",
	} {
		assert.ErrorContains(t, read(text, new(free)).Err(), want, text)
	}
	for _, was := range []map[string]any{{"a": 1.0, "b": 1e21, "i": 1e-7, "j": "1e3", "c": -2.5e-9, "d": []any{}, "e": map[string]any{}, "f": nil, "g": "3", "h": "a\nb "}} {
		text, err := yamlx.WriteQuoted(free{was})
		require.NoError(t, err)
		var back free
		require.NoError(t, yamlx.Read(yamlx.Source{Path: "f", Text: text}, &back).Err(), "%s", text)
		assert.Equal(t, was, back.Claims)
	}
}
