package redact

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

// A redactor that is full says so by hiding whatever may be a secret, in the field and out of it; ids and words stay.
func TestAFullVaultShowsNoSecret(t *testing.T) {
	const appID = "9QkzJ0xW3vT5bY7nR1mL8cD2"
	v := New(NewPublicValues([]string{appID}), nil)
	v.Number("rt-the-first-one-1234567890", Kinds["refresh_token"])
	for i := 0; !v.full; i++ {
		v.Number(redacttest.Opaque(i, longestSecret), Kinds["token"])
	}
	const late = "rt-Zk3Rt8Wq1Xv6Lm9P-late"
	v.Number(late, Kinds["refresh_token"])
	text := v.Redact(`{"refresh_token":"` + late + `","client_id":"` + appID + `","error":"invalid_grant"} seen ` + late + " and rt-the-first-one-1234567890")
	assert.NotContains(t, text, late)
	assert.Contains(t, text, `"client_id":"`+appID+`","error":"invalid_grant"} seen [`+notKeptName+`] and [refresh token 1]`)
	assert.Equal(t, text, v.Redact(text), "hidden twice")
}

// Of secrets that begin alike, so many lengths are looked for at one place of a text, so that a text which begins them everywhere takes no
// time that a run would notice; the others are hidden all the same, as what may be secret.
func TestSecretsOfEveryLength(t *testing.T) {
	t.Parallel()
	v := New(nil, nil)
	for i := 20; i < 3000; i++ {
		v.Number(strings.Repeat("a1B2", i/4+1)[:i]+"!", Kinds["token"])
	}
	got := v.Hide(strings.Repeat("a1B2", Examined/16))
	assert.NotContains(t, got, strings.Repeat("a1B2", 6))
	longest := 0
	for _, h := range v.index.heads {
		longest = max(longest, len(h.whole), len(h.cut))
	}
	assert.Equal(t, mostLengths, longest)
}
