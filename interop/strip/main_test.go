package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// A copy that was made shorter does not say that it has what was left out.
func TestAStrippedCopySaysSo(t *testing.T) {
	whole, copied := filepath.Join(t.TempDir(), "run.json"), filepath.Join(t.TempDir(), "copy.json")
	r := recordtest.Example()
	r.Evidence = record.EvidenceFailures
	require.NoError(t, os.WriteFile(whole, recordtest.Written(t, r), 0o600))
	require.NoError(t, strip([]string{whole, copied}))
	stripped, err := record.ReadFile(copied)
	require.NoError(t, err)
	assert.Equal(t, record.EvidenceStripped, stripped.Evidence)
	assert.Contains(t, stripped.Kept(), "of what passed none")
	require.NoError(t, recordtest.Validate(t, recordtest.Written(t, stripped)))
}
