package mock

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
)

// cli runs one command line of a program that has these commands alone.
func cli(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	sys := program.System{
		Ctx: t.Context(), Stdout: &out, Stderr: &err, Environ: func() []string { return nil },
		LookupEnv: func(name string) (string, bool) { value, set := env[name]; return value, set },
	}
	root := func(sys program.System) *cobra.Command {
		c := &cobra.Command{Use: "revokespec"}
		c.AddCommand(Command(sys), HealthCommand(sys))
		return c
	}
	code = program.Run(sys, root, func(error) int { return program.ExitUsage }, args)
	return code, out.String(), err.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
