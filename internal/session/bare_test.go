package session

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// bareSession is one at a server of which only the file is known.
func bareSession(t *testing.T, f *file.File) *Session {
	t.Helper()
	server, err := NewServer(f, Options{Alone: true})
	require.NoError(t, err)
	return server.NewSession()
}

// serverOf completes the file.
func serverOf(f *file.File, o Options) (*Server, error) {
	f = f.Clone()
	f.Complete()
	return NewServer(f, o)
}

func atOnce(ctx context.Context, _ time.Duration) error { return ctx.Err() }
