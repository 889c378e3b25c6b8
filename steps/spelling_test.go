package steps

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/judge"
)

// A spelling is another text, and what a forgiving reader makes of it is the token.
func TestSpellings(t *testing.T) {
	const value = "v1.M-_aaaaZ"
	seen := map[string]string{}
	for how, written := range (&token{value: value}).otherwise {
		assert.NotEqual(t, value, written.value, how)
		assert.NotContains(t, seen, written.value, "%s is written as %s", how, seen[written.value])
		seen[written.value] = how
		copied, known := alteredCopy(value, how)
		assert.True(t, known, how)
		assert.Equal(t, written.value, copied, "a revocation spells it as an exchange does")
	}
	assert.Len(t, seen, len(spellings), "the token can be written in every way")
	_, known := alteredCopy("0123", "in the other alphabet of base64")
	assert.False(t, known, "a token without such a character cannot")
}

// The last character of 32 bytes has bits to spare: with them set it is the same bytes.
func TestSpareBitsMeanNothing(t *testing.T) {
	value := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	written := withSpareBits(value)
	assert.NotEqual(t, value, written)
	got, err := base64.RawURLEncoding.DecodeString(written)
	require.NoError(t, err)
	assert.Equal(t, make([]byte, 32), got)
}

// Escapes are the same parameters to every reader.
func TestEscapedBodies(t *testing.T) {
	form := url.Values{"token": {"a+b/c é"}, "client_id": {"x"}}
	got, err := url.ParseQuery(string(escapedForm(form)))
	require.NoError(t, err)
	assert.Equal(t, form, got)
	assert.NotContains(t, string(escapedForm(form)), "a+b")
	var object map[string]string
	require.NoError(t, json.Unmarshal(escapedJSON(form), &object))
	assert.Equal(t, map[string]string{"token": "a+b/c é", "client_id": "x"}, object)
}

// A token that lives although it should be dead is the finding of the rule on how it died; a server that ends no family at a reuse has no
// such token.
func TestWhoJudgesATokenThatIsNotDead(t *testing.T) {
	w := &World{scenario: Scenario{Judge: func(s string) string { return "the rule on " + s }}}
	for wanted, dead := range map[judge.Subject]*token{
		judge.RevokedToken: {revoked: true}, judge.RevokedDeviceToken: {revoked: true, client: file.Client{Role: "device"}},
		judge.SpentToken: {replaced: true}, judge.ExpiredToken: {expired: true}, judge.GrantDeletion: {ended: true},
	} {
		err := w.notDead(dead, "it lives; %s judges that")
		assert.Equal(t, "inconclusive", kind(err), wanted)
		assert.ErrorContains(t, err, "the rule on "+string(wanted))
	}
	w.reused = true
	err := w.notDead(&token{}, "it lives; %s judges that")
	assert.Equal(t, "not-applicable", kind(err))
	assert.ErrorContains(t, err, "the rule on an exchange after a reuse")
	assert.Equal(t, "inconclusive", kind(w.notDead(&token{replaced: true}, "it lives; %s judges that")), "the spent token itself")
}
