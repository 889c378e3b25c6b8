package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// full is the device that is always full, where there is one.
func full(t *testing.T) string {
	t.Helper()
	const path = "/dev/full"
	if _, err := os.Stat(path); err != nil {
		t.Skip("no " + path)
	}
	return path
}

// started is a mock with this deviation, "" for none, and its deployment file.
func started(t *testing.T, deviation string) string {
	t.Helper()
	options := []mockserver.Option{mockserver.WithSigningAlgorithm("ES256")}
	if deviation != "" {
		options = append(options, mockserver.WithDeviations(deviation))
	}
	mock := mockserver.Start(t, options...)
	path := filepath.Join(t.TempDir(), "d.yaml")
	require.NoError(t, mockfile.Write(path, mockfile.Of(mock.Server.Seed(), mock.URL, "auth0")))
	return path
}

// A report that cannot be written is said in one line, hides no verdict but a good one, and keeps no other report back.
func TestAReportThatCannotBeWrittenHidesNoVerdict(t *testing.T) {
	inFull(t)
	device := full(t)
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"conformant":   {[]string{"--rule", "REV-01"}, 2},
		"a MUST fails": {[]string{"--deployment", started(t, "success-has-a-body"), "--rule", "REV-02"}, 1},
		"not judged":   {[]string{"--rule", "REV-01", "--require", "SET-01"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			other := filepath.Join(t.TempDir(), "run.html")
			code, _, stderr := cli(t, nil, append([]string{"run", "--report", "json=" + device, "--report", "html=" + other}, c.args...)...)
			assert.Equal(t, c.code, code, stderr)
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			assert.Contains(t, lines[len(lines)-2], "judged: ", "the verdict")
			assert.Equal(t, 1, strings.Count(stderr, "no space left on device"), "said once: %s", stderr)
			assert.Contains(t, lines[len(lines)-1], "revokespec: report json=/dev/full: ")
			assert.FileExists(t, other)
		})
	}
}

func TestAnInterruptedRunWhoseReportCannotBeWritten(t *testing.T) {
	inFull(t)
	device := full(t)
	ctx, cancel := context.WithCancel(t.Context())
	out := &watched{text: "judging", seen: cancel}
	t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
	code := execute(program.System{Ctx: ctx, Stdout: io.Discard, Stderr: out, LookupEnv: nothing, Environ: noVariables}, []string{"run", "--report", "json=" + device})
	assert.Equal(t, 130, code, out.String())
	assert.Contains(t, out.String(), "report json=/dev/full: ")
}

func nothing(name string) (string, bool) { return "none", name == suite.BrowserVariable }

func noVariables() []string { return nil }

// watched tells when a text was written.
type watched struct {
	bytes.Buffer
	text string
	seen func()
}

func (w *watched) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(w.text)) {
		w.seen()
	}
	return w.Buffer.Write(p)
}

var errFull = errors.New("no space left on device")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errFull }

// Standard output that is full or closed is said by every command, once, and hides no verdict but a good one.
func TestStandardOutputThatCannotBeWritten(t *testing.T) {
	inFull(t)
	good, bad := recorded(t, nil), recorded(t, failing)
	path := started(t, "")
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"rules":                {[]string{"rules"}, 2},
		"rules in Markdown":    {[]string{"rules", "--format", "markdown"}, 2},
		"steps in JSON":        {[]string{"steps", "--format", "json"}, 2},
		"a good record":        {[]string{"report", good}, 2},
		"a bad record":         {[]string{"report", bad}, 1},
		"a good record, JUnit": {[]string{"report", good, "--report", "junit=-"}, 2},
		"no difference":        {[]string{"diff", good, good}, 2},
		"a regression":         {[]string{"diff", good, bad}, 1},
		"run":                  {[]string{"run", "--rule", "REV-01", "--report", "json=-"}, 2},
		"explain":              {[]string{"run", "--explain", "--rule", "REV-01"}, 2},
		"doctor":               {[]string{"doctor", "--deployment", path}, 2},
		"doctor in JSON":       {[]string{"doctor", "--deployment", path, "--format", "json"}, 2},
		"prove":                {[]string{"prove", "--rule", "SET-02", "--report", "json=-"}, 2},
		"the seed":             {[]string{"mock", "--print-seed"}, 2},
		"the version":          {[]string{"--version"}, 2},
		"nothing to restore":   {[]string{"restore", "--deployment", path}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			stderr := &bytes.Buffer{}
			t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
			code := execute(program.System{Ctx: t.Context(), Stdout: brokenWriter{}, Stderr: stderr, LookupEnv: nothing, Environ: noVariables}, c.args)
			assert.Equal(t, c.code, code, stderr)
			assert.Equal(t, 1, strings.Count(stderr.String(), "standard output could not be written: no space left on device"), "%s", stderr)
		})
	}
}

// What a server refuses to have undone is exit code 3, however the refusal looks.
func TestRestoreThatIsRefused(t *testing.T) {
	for name, refuse := range map[string]http.HandlerFunc{
		"400": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) },
		"307": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"reset": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			code, stderr := restoring(t, refuse)
			assert.Equal(t, record.ExitNotJudged, code, stderr)
			assert.Contains(t, stderr, "not restored: ")
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "one line: %s", stderr)
		})
	}
}

// restoring provisions a tenant, and has every deletion refused while that is restored.
func restoring(t *testing.T, refuse http.HandlerFunc) (code int, stderr string) {
	t.Helper()
	mock := mockserver.New(mockserver.WithSeed(bareSeed()), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(t, mock.Err())
	var refusing atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refusing.Load() && r.Method == http.MethodDelete {
			refuse(w, r)
			return
		}
		mock.ServeHTTP(w, r)
	}))
	defer server.Close()
	k := &killer{Server: server, t: t, dir: t.TempDir(), seed: mock.Seed()}
	file, said := k.tenantFile(), &bytes.Buffer{}
	t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
	sys := program.System{Ctx: t.Context(), Stdout: io.Discard, Stderr: said, LookupEnv: nothing, Environ: noVariables}
	require.Zero(t, execute(sys, []string{"provision", "--deployment", file, "--out", filepath.Join(k.dir, "out.yaml"), "--users", "2"}), said)
	refusing.Store(true)
	said.Reset()
	return execute(sys, []string{"restore", "--deployment", file}), said.String()
}

func TestCodesOfErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
	}{
		{nil, 0}, {program.ExitCode(130), 130}, {errors.New("a mistake"), 2}, {&file.Error{}, 2},
		{&remedy.Unjudgeable{}, 3}, {&journal.Unrestored{Cause: errFull}, 3}, {&suite.Empty{}, 3},
		{errors.Join(errors.New("something"), &journal.Unrestored{Cause: errFull}), 3},
		{program.ExitWith(0, errFull), 2}, {program.ExitWith(1, errFull), 1}, {program.ExitWith(130, errFull), 130},
	} {
		assert.Equal(t, c.code, program.CodeOf(c.err, codeOf), "%v", c.err)
	}
}
