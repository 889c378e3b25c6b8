package httpx

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A server may promise any number of seconds: no sum of them becomes a time that has passed.
func TestSecondsThatNobodyLives(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"expires_in":86400}`: 24 * time.Hour, `{"expires_in":0.5}`: time.Second / 2, `{}`: 0, `{"expires_in":"60"}`: 0,
		`{"expires_in":9999999999}`: Longest, `{"expires_in":1e300}`: Longest, `{"expires_in":-1e300}`: -Longest, `{"expires_in":-5}`: -5 * time.Second,
	} {
		got := Response{Body: []byte(body)}.Seconds("expires_in")
		assert.Equal(t, want, got, body)
		assert.Equal(t, want > -time.Hour, time.Now().Add(got+time.Hour).After(time.Now()), body)
	}
}
