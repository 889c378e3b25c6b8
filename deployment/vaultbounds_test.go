package deployment

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// padded is an answer with more tokens than any has, the real one last.
func padded(n, fields int) string {
	var body strings.Builder
	body.WriteString(`{"list":[`)
	for i := range fields {
		fmt.Fprintf(&body, `{"access_token":"%s"},`, opaqueValue(n*fields+i, 40))
	}
	return body.String() + `{}],"refresh_token":"rt-` + opaqueValue(-n-1, 30) + `"}`
}

// An answer of a thousand tokens costs no more memory than one of sixty-four, shows none, and gives the one that counts its name.
func TestAnAnswerOfManyTokensIsHiddenAndForgotten(t *testing.T) {
	d, err := prepare(&file.File{Issuer: "https://op.example"}, Options{Ephemeral: true})
	require.NoError(t, err)
	s := d.Session()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const answers = 30
	for n := range answers {
		body := padded(n, 1000)
		s.record(Act, message{method: "POST", url: "https://op.example/token"}, Response{Status: 200, Body: []byte(body)}, 0)
		shown := s.Drain()[0].Response.Body
		assert.NotContains(t, shown, opaqueValue(n*1000, 40)[:12], "the first")
		assert.NotContains(t, shown, opaqueValue(n*1000+200, 40)[:12], "one that was not learnt")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, (int64(after.HeapAlloc)-int64(before.HeapAlloc))/answers, int64(300<<10), "bytes of an answer")
	assert.Regexp(t, `^it is \[refresh token [0-9]+\]$`, s.Redact("it is rt-"+opaqueValue(-1, 30)))
	assert.NotEmpty(t, s.vault.names)
}

// A vault that is full says so by hiding whatever may be a secret, in the field and out of it; ids and words stay.
func TestAFullVaultShowsNoSecret(t *testing.T) {
	v := newVault()
	v.open = newOpenValues(&file.File{Clients: file.Clients{Public: &file.Client{ClientID: appID}}})
	v.number("rt-the-first-one-1234567890", kinds["refresh_token"])
	for i := 0; !v.full; i++ {
		v.number(opaqueValue(i, longestSecret), kinds["token"])
	}
	const late = "rt-Zk3Rt8Wq1Xv6Lm9P-late"
	v.number(late, kinds["refresh_token"])
	text := v.redactFields(v.redact(`{"refresh_token":"` + late + `","client_id":"` + appID + `","error":"invalid_grant"} seen ` + late + " and rt-the-first-one-1234567890"))
	assert.NotContains(t, text, late)
	assert.Contains(t, text, `"client_id":"`+appID+`","error":"invalid_grant"} seen [`+unlisted+`] and [refresh token 1]`)
	assert.Equal(t, text, v.redactFields(v.redact(text)), "hidden twice")
}

// Secrets of many lengths that begin alike, in a text that begins them everywhere, take no time that a run would notice.
func TestSecretsOfEveryLength(t *testing.T) {
	t.Parallel()
	v := newVault()
	for i := 20; i < 3000; i++ {
		v.number(strings.Repeat("a1B2", i/4+1)[:i]+"!", kinds["token"])
	}
	begun := time.Now()
	got := v.redact(strings.Repeat("a1B2", examined/4))
	assert.NotContains(t, got, strings.Repeat("a1B2", 6))
	assert.Less(t, time.Since(begun), time.Minute)
}
