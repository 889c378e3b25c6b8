// Package redistest runs a real redis-server for a test, which ends it, and can kill it, pause it and start it again.
package redistest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// required is the variable that has tests fail, instead of being skipped, where there is no redis-server.
const required = "REVOKESPEC_REQUIRE_REDIS"

// Server is one process of redis-server. Each change is on its disk before it is answered.
type Server struct {
	Address string // as a store is given it

	t       testing.TB
	command []string
	process *exec.Cmd
}

// Start starts a server with an empty memory, and further arguments; the test is skipped where there is none on the PATH.
func Start(t testing.TB, arguments ...string) *Server {
	t.Helper()
	dir := folder(t)
	socket := filepath.Join(dir, "redis")
	return start(t, "unix://"+socket, dir, append([]string{"--port", "0", "--unixsocket", socket}, arguments...))
}

// StartOn is Start, on a free port of the loopback interface.
func StartOn(t testing.TB, arguments ...string) *Server {
	t.Helper()
	port := freePort(t)
	return start(t, "redis://127.0.0.1:"+port, folder(t), append([]string{"--bind", "127.0.0.1", "--port", port}, arguments...))
}

func start(t testing.TB, address, dir string, arguments []string) *Server {
	t.Helper()
	s := &Server{Address: address, t: t}
	s.command = append([]string{binary(t), "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", dir, "--daemonize", "no", "--loglevel", "notice"}, arguments...)
	t.Cleanup(func() {
		if s.process != nil {
			s.Resume()
			s.Kill()
		}
	})
	s.Restart()
	return s
}

func binary(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv(required) != "" {
		t.Fatal("there is no redis-server on the PATH: apt-get install redis-server")
	}
	t.Skip("there is no redis-server on the PATH")
	return ""
}

// folder is one of a short name, since that of a socket must be short.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "redis")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

// Restart starts the server again, with what is on its disk. It is ready then.
func (s *Server) Restart() {
	s.t.Helper()
	s.process = exec.Command(s.command[0], s.command[1:]...)
	out, err := s.process.StdoutPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, s.process.Start())
	ready := make(chan string, 1)
	go func() {
		lines, said := bufio.NewScanner(out), ""
		for lines.Scan() {
			said += lines.Text() + "\n"
			if strings.Contains(strings.ToLower(lines.Text()), "ready to accept connections") {
				ready <- ""
				_, _ = io.Copy(io.Discard, out)
				return
			}
		}
		ready <- said
	}()
	select {
	case said := <-ready:
		require.Empty(s.t, said, "the server has ended")
	case <-time.After(time.Minute):
		require.Fail(s.t, "the server does not start")
	}
}

// Kill ends the server at once, as the end of its machine would.
func (s *Server) Kill() {
	s.signal(syscall.SIGKILL)
	_ = s.process.Wait()
	s.process = nil
}

// Pause has the server stand still.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume has it go on.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(which syscall.Signal) {
	s.t.Helper()
	require.NoError(s.t, s.process.Process.Signal(which), fmt.Sprint(which))
}
