package mockserver

import (
	"net"
	"net/http"
	"strconv"

	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Node is the n-th node, from 1, of the tenants that h serves: one more place where they are asked. They keep one state, whichever node
// is asked; only a deviation tells nodes apart. What a node hands out names the issuer at that port of the same host, as it does behind
// a load balancer.
func Node(n, port int, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := wire.AtNode(r, n)
		asked.Host = net.JoinHostPort(wire.HostName(r.Host), strconv.Itoa(port))
		h.ServeHTTP(w, asked)
	})
}
