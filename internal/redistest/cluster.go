package redistest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// slots is how many hash slots a cluster has.
const slots = 16384

// StartCluster starts so many servers, which share the slots; each stands for all.
func StartCluster(t testing.TB, n int, arguments ...string) []*Server {
	t.Helper()
	var nodes []*Server
	for i := range n {
		bus := freePort(t)
		s := StartOn(t, append([]string{"--cluster-enabled", "yes", "--cluster-port", bus}, arguments...)...)
		s.ask("CLUSTER ADDSLOTSRANGE %d %d", i*slots/n, (i+1)*slots/n-1)
		host, port, err := net.SplitHostPort(s.host())
		require.NoError(t, err)
		for _, other := range nodes {
			other.ask("CLUSTER MEET %s %s %s", host, port, bus)
		}
		nodes = append(nodes, s)
	}
	for _, s := range nodes {
		s.AwaitCluster(n)
	}
	return nodes
}

// AwaitCluster waits until the server sees that all of so many are there.
func (s *Server) AwaitCluster(n int) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		said := s.ask("CLUSTER INFO")
		return strings.Contains(said, "cluster_state:ok") && strings.Contains(said, fmt.Sprintf("cluster_known_nodes:%d\r", n))
	}, time.Minute, 10*time.Millisecond)
}

func (s *Server) host() string { return strings.TrimPrefix(s.Address, "redis://") }

// Ask sends one command, and returns the answer as it is written.
func (s *Server) Ask(command string) string { return s.ask("%s", command) }

func (s *Server) ask(command string, arguments ...any) string {
	s.t.Helper()
	network, address := "tcp", s.host()
	if path, is := strings.CutPrefix(s.Address, "unix://"); is {
		network, address = "unix", path
	}
	c, err := net.Dial(network, address)
	require.NoError(s.t, err)
	defer c.Close()
	_, err = fmt.Fprintf(c, command+"\r\n", arguments...)
	require.NoError(s.t, err)
	in := bufio.NewReader(c)
	said, err := in.ReadString('\n')
	require.NoError(s.t, err)
	var size int
	if n, _ := fmt.Sscanf(said, "$%d", &size); n == 1 && size > 0 {
		body := make([]byte, size)
		_, err = io.ReadFull(in, body)
		require.NoError(s.t, err)
		return string(body)
	}
	require.False(s.t, strings.HasPrefix(said, "-"), said)
	return said
}
