package docs_test

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What api.md promises something of is there.
func TestPublicPackagesAreThere(t *testing.T) {
	rows := regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|").FindAllStringSubmatch(read(t, "api.md"), -1)
	assert.NotEmpty(t, rows)
	for _, row := range rows {
		files, err := filepath.Glob("../" + row[1] + "/*.go")
		assert.NoError(t, err)
		assert.NotEmpty(t, files, row[1])
	}
}
