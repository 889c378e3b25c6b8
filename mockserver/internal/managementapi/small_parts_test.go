package managementapi

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestASearchIsConditionsThatAllHold(t *testing.T) {
	i := item{"type": "srrt", "user_id": "auth0|1", "description": "two words AND more:so", "n": 3, "deep": map[string]any{"k": "v"}, "on": true}
	for q, want := range map[string]bool{
		`type:srrt`: true, `type:"srrt"`: true, `type:SRRT`: true, `type:srr`: false, ` type:srrt `: true, `absent:x`: false,
		`user_id:"auth0|1"`: true, `user_id:auth0|1`: true, `user_id:auth0.1`: false, `user_id:"auth0|*"`: false,
		`description:"two words AND more:so"`: true, `description:two`: false, `n:3`: true, `on:true`: true, `deep.k:v`: true, `deep.k.x:v`: false,
		`type:srrt AND n:3`: true, `type:srrt AND n:4`: false, `type:x AND n:3`: false, `n:3 AND on:true AND type:srrt`: true,
	} {
		s, ok := parseSearch(q)
		require.True(t, ok, q)
		assert.Equal(t, want, s(i), q)
	}
	for _, q := range []string{``, ` `, `srrt`, `type:`, `:x`, `AND type:x`, `type:x AND`, `type:x n:3`, `type:"x`, `type:"x"y`, `type:"x\"y"`, `type:""`,
		`type:x OR n:3`, `NOT type:x`, `-type:x`, `type:s*`, `type:?`, `type:(x OR y)`, `(type:x)`, `date:[2018 TO *]`, "type:x\x00 OR"} {
		_, ok := parseSearch(q)
		assert.False(t, ok, q)
	}
}

func TestACheckpointThatWasNotHandedOutIsRefused(t *testing.T) {
	value := checkpoint{Listing: "l", After: "a", Expires: 7}.String()
	p, ok := readCheckpoint(value)
	require.True(t, ok)
	assert.Equal(t, checkpoint{"l", "a", 7}, p)
	for i := range value {
		flipped := []byte(value)
		if flipped[i] = 'A'; value[i] == 'A' {
			flipped[i] = 'B'
		}
		_, ok := readCheckpoint(string(flipped))
		assert.False(t, ok, "character %d", i)
	}
	for _, garbage := range []string{"", "x", "garbage", value + "A", value[:len(value)-1], strings.Repeat("A", 100), "../../etc", "%00"} {
		_, ok := readCheckpoint(garbage)
		assert.False(t, ok, garbage)
	}
}

func TestLogIDsAreComparedAsNumbers(t *testing.T) {
	assert.True(t, isLaterID("10", "9"))
	assert.False(t, isLaterID("9", "10"))
	assert.False(t, isLaterID("10", "10"))
	assert.True(t, isLaterID("10", "0009"))
	assert.True(t, isLaterID("1", "0"))
}
