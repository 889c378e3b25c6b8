package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// nodes looks whether every single node answers, and belongs to the same server: its metadata names the issuer, or the node's own
// address.
func (e *examination) nodes(ctx context.Context) {
	for i, node := range e.file.Nodes {
		about := fmt.Sprintf("nodes[%d]", i)
		answer := e.nodeMetadata(ctx, node)
		issuer := answer.Field("issuer")
		switch plain := strings.TrimSuffix(issuer, "/"); {
		case answer.Status == 0:
			e.problem(about, "correct it, or start that node", "%s cannot be reached: %s", node, answer)
		case issuer == "":
			e.problem(about, "write the node's base URL, which stands in the place of the issuer", "%s has no metadata: %s", node, answer)
		case plain != strings.TrimSuffix(e.d.Issuer, "/") && plain != strings.TrimSuffix(node, "/"):
			e.problem(about, "correct it, or remove it", "%s is of another server: its issuer is %s", node, issuer)
		default:
			e.ok(about, "%s answers as issuer %s", node, issuer)
		}
	}
}

// nodeMetadata asks at every place for the metadata, and returns the first that names an issuer, else the first answer.
func (e *examination) nodeMetadata(ctx context.Context, node string) httpx.Response {
	var first *httpx.Response
	for _, at := range deployment.MetadataURLs(node) {
		answer := e.session.Send(ctx, session.Check, httpx.Request{URL: at, Header: http.Header{"Accept": {"application/json"}}})
		if answer.Status == 0 || answer.Field("issuer") != "" {
			return answer
		}
		if first == nil {
			first = &answer
		}
	}
	return *first
}
