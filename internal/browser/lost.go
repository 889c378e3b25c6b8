package browser

import (
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/wording"
)

// LostPage is a page that did not come; the answer says why. Where the server says by a redirect that it has trouble, that says why, and
// the answer is the one that it stands for (RFC 6749 section 4.1.2.1).
type LostPage struct {
	Path    string
	Answer  httpx.Response
	Trouble string
}

func (e *LostPage) Error() string {
	text := wording.Sentence("the page at %s answers %s", e.Path, e.Answer)
	if e.Trouble != "" {
		text = "the authorization endpoint redirects to the client with " + e.Trouble
	}
	if e.Answer.Status >= 500 {
		text += "; look at the server; if it cannot take several sign-ins at once, --concurrency 1 helps"
	}
	return text
}

// Lost is that nothing came of a request to there.
func Lost(target string, answer httpx.Response) *LostPage {
	return &LostPage{Path: pathOf(target), Answer: answer}
}
