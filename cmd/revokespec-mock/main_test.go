package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
)

func run(ctx context.Context, stdout, stderr io.Writer, args ...string) int {
	nothing := func(string) (string, bool) { return "", false }
	return execute(program.System{Ctx: ctx, Stdout: stdout, Stderr: stderr, LookupEnv: nothing, Environ: func() []string { return nil }}, args)
}

// With or without the word mock, it serves and describes itself, and is healthy until it ends in good order.
func TestItServes(t *testing.T) {
	for _, words := range [][]string{nil, {"mock"}} {
		ctx, stop := context.WithCancel(t.Context())
		out, in := io.Pipe()
		ended := make(chan int)
		path := filepath.Join(t.TempDir(), "mock.yaml")
		go func() {
			ended <- run(ctx, in, io.Discard, append(words, "--listen", "127.0.0.1:0", "--deployment-out", path)...)
		}()
		line, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		url := strings.Fields(line)[2]
		described, err := file.Load(path, os.LookupEnv)
		require.NoError(t, err)
		assert.Equal(t, url+"/", described.Issuer)
		answer, err := http.Get(url + "/.well-known/openid-configuration")
		require.NoError(t, err)
		answer.Body.Close()
		assert.Equal(t, http.StatusOK, answer.StatusCode)
		var said strings.Builder
		assert.Zero(t, run(t.Context(), &said, &said, "health", url), said.String())
		stop()
		assert.Zero(t, <-ended)
	}
}

// What is wrong is said in one line, in the name of this program and of no other.
func TestMistakes(t *testing.T) {
	for mistake, want := range map[string]string{
		"serve":                  `unknown command "serve" for "revokespec-mock"; see revokespec-mock --help`,
		"--lisen 127.0.0.1:0":    "unknown flag: --lisen; see revokespec-mock --help",
		"--listen 8420":          "a port needs a host; write 127.0.0.1:8420",
		"mock now":               `mock takes no argument "now"; see revokespec-mock mock --help`,
		"health http://a http:b": "health takes one URL; see revokespec-mock health --help",
	} {
		var said strings.Builder
		assert.Equal(t, program.ExitUsage, run(t.Context(), io.Discard, &said, strings.Fields(mistake)...), mistake)
		assert.Contains(t, said.String(), "revokespec-mock: ")
		assert.Contains(t, said.String(), want)
		assert.Equal(t, 1, strings.Count(said.String(), "\n"), said.String())
	}
}
