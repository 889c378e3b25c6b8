package authapi

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAttempts(t *testing.T) {
	var a attempts
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	assert.True(t, a.begin("x", 2, now))
	assert.True(t, a.begin("x", 2, now))
	assert.False(t, a.begin("x", 2, now), "what runs may turn out wrong")
	a.end("x", false)
	assert.True(t, a.begin("x", 2, now), "a right one does not count")
	a.end("x", true)
	a.end("x", true)
	assert.False(t, a.begin("x", 2, now))
	assert.False(t, a.begin("x", 2, now.Add(-time.Millisecond)), "one that was overtaken is of the same minute")
	assert.True(t, a.begin("y", 2, now), "another address")
	assert.True(t, a.begin("x", 2, now.Add(time.Minute)), "another minute")
	assert.True(t, a.begin("x", 2, now.Add(-time.Hour)), "the clock was moved back")
	for i := range 2 * attemptsTracked {
		address := fmt.Sprint(i)
		a.begin(address, 2, now.Add(time.Duration(i)*time.Second))
		a.end(address, true)
	}
	assert.LessOrEqual(t, len(a.counts), attemptsTracked+1)
}
