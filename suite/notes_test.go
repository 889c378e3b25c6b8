package suite

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

// leaving is a target that keeps no timings, and cannot be put back as it was.
type leaving struct{ Target }

func (leaving) NoteTimings(map[string]deployment.Timing) error { return errors.New("the disk is full") }

func judgedOnce(t *testing.T, wrap func(Target) Target, o Options) (*record.Record, error) {
	t.Helper()
	mock, err := Mock(t.Context(), []string{"auth0"})
	require.NoError(t, err)
	o.Catalogue, err = features.BuiltIn()
	require.NoError(t, err)
	o.Selection = Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-01"}}
	return Run(context.Background(), wrap(mock), o)
}

// What a run notes and what is noted of waivers stand side by side.
func TestNotesAreKeptWithWaivers(t *testing.T) {
	waivers, err := record.ParseWaivers("w.yaml", []byte("- {rule: REV-02, owner: ops, reason: ticket 7, expires: 9999-12-31}"))
	require.NoError(t, err)
	result, err := judgedOnce(t, func(m Target) Target { return leaving{m} }, Options{Waivers: waivers})
	require.NoError(t, err)
	require.Len(t, result.Notes, 2)
	assert.Contains(t, result.Notes[0], "was not selected")
	assert.Contains(t, result.Notes[1], "the disk is full")
}
