package httpx

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/wording"
)

// "answers no answer" is no sentence.
func TestSentencesAboutNoAnswer(t *testing.T) {
	lost := Response{Err: ErrReset}
	for format, want := range map[string]string{
		"the page at / answers %s; look":       "the page at / does not answer: connection reset; look",
		"but its exchange was answered %s":     "but its exchange was not answered: connection reset",
		"the poll is answered %s, wanted 403":  "the poll is not answered: connection reset, wanted 403",
		"reading the tenant settings: %s":      "reading the tenant settings: no answer: connection reset",
		"the device is still answered %s; ask": "the device is still not answered: connection reset; ask",
	} {
		assert.Equal(t, want, wording.Sentence(format, lost))
	}
	assert.Equal(t, "was answered 403", wording.Sentence("was answered %s", Response{Status: 403}))
}
