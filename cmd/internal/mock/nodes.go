package mock

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
)

// mostNodes is how many single nodes a mock has at the most.
const mostNodes = 16

// node is one more place where the mock is reached.
type node struct {
	net.Listener
	url string
}

func (f *settings) checkNodes() error {
	switch {
	case f.nodes == 0, f.nodes >= 2 && f.nodes <= mostNodes:
		return nil
	case f.nodes == 1:
		return errors.New("--nodes 1: what one node tells another needs two; write 2, or leave it out")
	}
	return fmt.Errorf("--nodes %d: there can be 2 to %d, or none", f.nodes, mostNodes)
}

// openNodes opens the ports after the mock's own, one a node; where that is a free one, other free ones.
func (f settings) openNodes(l *listener, port int) error {
	for n := range f.nodes {
		at := *l.address
		at.Port = 0
		if port != 0 {
			at.Port = port + 1 + n
		}
		inner, err := net.ListenTCP("tcp", &at)
		if err != nil {
			return fmt.Errorf("--nodes: node %d takes %s: %w; choose another --listen, or its port 0 for free ones", n+1, at.String(), err)
		}
		node := node{inner, f.urlOf(inner.Addr().(*net.TCPAddr))}
		if l.served != nil {
			node.Listener = tls.NewListener(inner, l.served.config)
		}
		l.nodes = append(l.nodes, node)
	}
	return nil
}

// closeAll gives back all ports of a mock that does not serve.
func (l *listener) closeAll() error {
	err := l.Close()
	for _, node := range l.nodes {
		err = errors.Join(err, node.Close())
	}
	return err
}

// nodesOf are the base URLs of a tenant's nodes.
func (l *listener) nodesOf(t tenant) (urls []string) {
	for _, node := range l.nodes {
		urls = append(urls, t.server.Address(node.url))
	}
	return urls
}
