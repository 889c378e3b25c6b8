package deployment

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

// A vault that is full says so by hiding whatever may be a secret, in the field and out of it; ids and words stay.
func TestAFullVaultShowsNoSecret(t *testing.T) {
	const appID = "9QkzJ0xW3vT5bY7nR1mL8cD2"
	v := newVault(newOpenValues([]string{appID}), nil)
	v.number("rt-the-first-one-1234567890", kinds["refresh_token"])
	for i := 0; !v.full; i++ {
		v.number(redacttest.Opaque(i, longestSecret), kinds["token"])
	}
	const late = "rt-Zk3Rt8Wq1Xv6Lm9P-late"
	v.number(late, kinds["refresh_token"])
	text := v.redact(`{"refresh_token":"` + late + `","client_id":"` + appID + `","error":"invalid_grant"} seen ` + late + " and rt-the-first-one-1234567890")
	assert.NotContains(t, text, late)
	assert.Contains(t, text, `"client_id":"`+appID+`","error":"invalid_grant"} seen [`+unlisted+`] and [refresh token 1]`)
	assert.Equal(t, text, v.redact(text), "hidden twice")
}

// Secrets of many lengths that begin alike, in a text that begins them everywhere, take no time that a run would notice.
func TestSecretsOfEveryLength(t *testing.T) {
	t.Parallel()
	v := newVault(nil, nil)
	for i := 20; i < 3000; i++ {
		v.number(strings.Repeat("a1B2", i/4+1)[:i]+"!", kinds["token"])
	}
	begun := time.Now()
	got := v.hide(strings.Repeat("a1B2", examined/4))
	assert.NotContains(t, got, strings.Repeat("a1B2", 6))
	assert.Less(t, time.Since(begun), time.Minute)
}
