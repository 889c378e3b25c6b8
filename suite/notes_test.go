package suite_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// leaving is a target that keeps no timings, and cannot be put back as it was.
type leaving struct{ suite.Target }

func (leaving) NoteTimings(map[string]session.Timing) error { return errors.New("the disk is full") }

func judgedOnce(t *testing.T, wrap func(suite.Target) suite.Target, o suite.Options) (*record.Record, error) {
	t.Helper()
	mock, err := embedded.Mock(t.Context(), []string{"auth0"})
	require.NoError(t, err)
	o.Catalogue, err = features.BuiltIn()
	require.NoError(t, err)
	o.Selection = suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-01"}}
	return suite.Run(context.Background(), wrap(mock), o)
}

func (l leaving) Close(context.Context) error {
	return errors.New("not restored: tenant setting on (403)\nnot restored: clients \"x\" (403)")
}

// What could not be put back fails the run, in its record as well, and says nothing of the server.
func TestWhatIsNotRestoredIsInTheRecord(t *testing.T) {
	result, err := judgedOnce(t, func(m suite.Target) suite.Target { return leaving{m} }, suite.Options{})
	require.ErrorContains(t, err, "not restored: tenant setting")
	assert.Equal(t, record.ExitNotJudged, result.ExitCode)
	assert.Equal(t, record.Conformant, result.Verdict)
	assert.Equal(t, "conformant; what the run changed there could not be put back", result.Says())
	assert.Equal(t, record.Warn, result.Tone())
	require.Len(t, result.Findings, 2)
	assert.Equal(t, record.NotRestored, result.Findings[1].Kind)
	var written bytes.Buffer
	require.NoError(t, record.WriteJSON(&written, result))
	_, err = record.Read("run.json", &written)
	require.NoError(t, err, "it follows from what it says")
}

// What a run notes and what is noted of waivers stand side by side.
func TestNotesAreKeptWithWaivers(t *testing.T) {
	waivers, err := record.ParseWaivers("w.yaml", []byte("- {rule: REV-02, owner: ops, reason: ticket 7, expires: 9999-12-31}"))
	require.NoError(t, err)
	result, err := judgedOnce(t, func(m suite.Target) suite.Target { return leaving{m} }, suite.Options{Waivers: waivers})
	require.Error(t, err)
	require.Len(t, result.Notes, 2)
	assert.Contains(t, result.Notes[0], "was not selected")
	assert.Contains(t, result.Notes[1], "the disk is full")
}
