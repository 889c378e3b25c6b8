package mock

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
)

// docs/mock.md lists every flag, and none that there is not.
func TestFlagsOfMockAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/mock.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(page), "| flag | does |")
	table, _, _ = strings.Cut(table, "\n\n")
	flags := Command(program.System{}).Flags()
	for _, m := range regexp.MustCompile(`(?m)^ {6}--([a-z-]+)`).FindAllStringSubmatch(flags.FlagUsages(), -1) {
		assert.Contains(t, table, "`--"+m[1], "docs/mock.md does not list --%s", m[1])
	}
	for _, m := range regexp.MustCompile("`--([a-z-]+)").FindAllStringSubmatch(table, -1) {
		assert.NotNil(t, flags.Lookup(m[1]), "docs/mock.md lists --%s", m[1])
	}
}
