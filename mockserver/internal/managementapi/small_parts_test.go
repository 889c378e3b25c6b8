package managementapi

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestASearchFindsByFieldWordsAndWildcards(t *testing.T) {
	i := item{"type": "srrt", "user_id": "auth0|1", "description": "two words", "n": 3, "date": "2018-12-18T11:30:00.000Z", "deep": map[string]any{"k": "v"}, "on": true}
	for q, want := range map[string]bool{
		`type:srrt`: true, `type:"srrt"`: true, `type:SRRT`: true, `type:srr`: false, `type:s*`: true, `type:*t`: true, `type:*`: true,
		`user_id:"auth0|1"`: true, `user_id:auth0|1`: true, `user_id:"auth0|*"`: true, `user_id:auth0.1`: false,
		`description:"two words"`: true, `description:two`: false, `n:3`: true, `on:true`: true, `deep.k:v`: true, `deep.k.x:v`: false,
		`absent:*`: false, `NOT absent:*`: true, `-type:srrt`: false, `NOT type:x`: true,
		`type:srrt AND n:3`: true, `type:srrt n:3`: true, `type:srrt AND n:4`: false, `type:x OR n:3`: true,
		`type:x AND n:3 OR on:true`: true, `on:true OR type:x AND n:4`: true, `type:x AND n:3 OR on:false`: false, `type:x OR NOT n:3`: false,
		`type:(x OR srrt)`: true, `type:(x OR y)`: false, `type:(s* AND NOT srrt)`: false, `(type:x OR n:3) AND on:true`: true, `NOT (type:x OR n:3)`: false,
		`date:[2018-12-18 TO *]`: true, `date:[* TO 2018-12-18]`: true, `date:[* TO 2018-12-18}`: false, `date:{2018-12-18 TO *]`: false,
		`date:[2018-12 TO 2019-01-01}`: true, `date:[2018-12-18T10:00:00 TO 2018-12-18T10:23:45}`: false, `date:[2018-12-19 TO *]`: false, `absent:[* TO *]`: false,
		`((type:srrt))`: true, `(type:x)`: false,
	} {
		s, ok := parseSearch(q)
		require.True(t, ok, q)
		assert.Equal(t, want, s(i), q)
	}
	for _, q := range []string{``, ` `, `srrt`, `type:`, `:x`, `AND type:x`, `type:x OR`, `type:x AND`, `type:"x`, `type:[a b]`, `type:[a TO b`, `(type:x`, `type:x)`, `type:()`, `()`, `[a TO b]`, `type:"x"y`,
		`NOT`, `type:x NOT`, `a b`, "type:x\x00 OR", "type:\xff", strings.Repeat("(", 1000), strings.Repeat("NOT ", 250)} {
		_, ok := parseSearch(q)
		assert.False(t, ok, q)
	}
	for q, want := range map[string]bool{`srrt`: true, `s*`: true, `"two words"`: true, `words`: false, `auth0|1`: false, `NOT srrt`: false, `srrt n:4`: false, `(x OR srrt)`: true} {
		s, ok := parseSearch(q, "type", "description")
		require.True(t, ok, q)
		assert.Equal(t, want, s(i), q)
	}
	start := time.Now()
	s, ok := parseSearch("type:" + strings.Repeat("*a", 500))
	require.True(t, ok)
	s(item{"type": strings.Repeat("a", 10_000)})
	assert.Less(t, time.Since(start), 5*time.Second, "no search is a denial of service")
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
	assert.True(t, later("10", "9"))
	assert.False(t, later("9", "10"))
	assert.False(t, later("10", "10"))
	assert.True(t, later("10", "0009"))
	assert.True(t, later("1", "0"))
}
