package wordingtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/wording/wordingtest"
)

func TestSlips(t *testing.T) {
	for _, text := range []string{"sent 1 requests", "1 more sign-ins", "0 by rules ()", "1 are waited for", "All 1 steps", "it answers no answer", "2 rule", "10 user of 12 users", "judged, in this order:"} {
		assert.NotEmpty(t, wordingtest.Slips(text), text)
	}
	for _, text := range []string{"1 request was sent", "1 pass, 2 fail", "1 s", "0 rules", "1 rule (REV-03)", "11 requests", "1 of 2 rules", "about 1 request (0 to the Management API)"} {
		assert.Empty(t, wordingtest.Slips(text), text)
	}
}
