package signin

import (
	"context"
	"net/url"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

// pages are the server's own, for one visit of one person: with cookies that nobody else has.
type pages interface {
	// walk goes to an address, and through what comes, to where nothing leads on.
	walk(ctx context.Context, address string, v *visitor) (ending, error)
	leave()
}

// ending is where a visit came to.
type ending struct {
	path string
	back url.Values // of the redirect back to the client, nil where there was none
}

// pages opens the server's pages as the file's strategy has it: in a Chromium, or by plain forms. A redirect to stopAt,
// whatever its query, ends a walk and is not followed; stopAt may be "".
func (s *Signer) pages(ctx context.Context, p session.Purpose, stopAt string) (pages, error) {
	if s.Server.File.Mint.Strategy == file.StrategyBrowser {
		return s.visit(ctx, p, stopAt)
	}
	return s.Browser(p, stopAt)
}

func (b *Browser) walk(ctx context.Context, address string, v *visitor) (ending, error) {
	page, err := b.Open(ctx, address)
	if err == nil {
		page, err = b.goThrough(ctx, page, v)
	}
	switch {
	case err != nil:
		return ending{}, err
	case page.Stopped:
		return ending{b.session.Path(page.URL.Path), page.URL.Query()}, nil
	}
	return ending{path: b.session.Path(page.URL.Path)}, nil
}

func (b *Browser) leave() {}
