package docs_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The code of sdk.md is code that runs: interop/sdk/run tries it against the mock.
func TestShownSDKCodeIsTheTestedOne(t *testing.T) {
	tested := map[string]string{
		"go": read(t, "../interop/sdk/go/guide_test.go"),
		"js": read(t, "../interop/sdk/node/guide.test.mjs"),
	}
	shown := 0
	for _, b := range blocks(read(t, "sdk.md")) {
		if code, is := tested[b.language]; is {
			assert.True(t, strings.Contains(code, b.text), "sdk.md shows other code than interop/sdk runs: %.60q...", b.text)
			shown++
		}
	}
	assert.Equal(t, 3, shown)
}
