package deployment

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/remedy"
)

// AtNode is where an address of the server stands at one of nodes, counted from 0: the node's base URL takes the place of the issuer, or of
// its origin where the address is elsewhere at that. An address of another origin is at no node, which a *NotApplicable says.
func (d *Deployment) AtNode(node int, address string) (string, error) {
	base := strings.TrimSuffix(d.File.Nodes[node], "/")
	for _, issuer := range []string{d.Issuer, d.File.Issuer} {
		if path, below := strings.CutPrefix(address, strings.TrimSuffix(issuer, "/")+"/"); below {
			return base + "/" + path, nil
		}
	}
	if u, err := url.Parse(address); err == nil && origin.Of(address) == origin.Of(d.File.Issuer) {
		return origin.Of(base) + u.RequestURI(), nil
	}
	return "", &remedy.NotApplicable{Need: "nodes", Remedy: fmt.Sprintf("%s is at another host than the issuer, whose place a node takes; give an issuer, or endpoints, of one host", address)}
}
