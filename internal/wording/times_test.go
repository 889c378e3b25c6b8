package wording

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestApproximately(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Millisecond: "1 s", 89 * time.Second: "89 s", 97 * time.Second: "1 min 40 s", 2 * time.Minute: "2 min", 299 * time.Second: "5 min", 89 * time.Minute: "89 min", 101 * time.Minute: "1 h 40 min", 26 * time.Hour: "26 h 0 min",
	} {
		assert.Equal(t, want, Approximately(d))
	}
}
