package redact

import (
	"strings"
	"testing"
	"time"

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

// Secrets of many lengths that begin alike, in a text that begins them everywhere, take no time that a run would notice.
func TestSecretsOfEveryLength(t *testing.T) {
	t.Parallel()
	v := New(nil, nil)
	for i := 20; i < 3000; i++ {
		v.Number(strings.Repeat("a1B2", i/4+1)[:i]+"!", Kinds["token"])
	}
	begun := time.Now()
	got := v.Hide(strings.Repeat("a1B2", Examined/4))
	assert.NotContains(t, got, strings.Repeat("a1B2", 6))
	assert.Less(t, time.Since(begun), time.Minute)
}
