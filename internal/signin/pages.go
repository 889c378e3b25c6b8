package signin

import (
	"context"
	"fmt"
	"net/url"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/session"
)

// pages are the server's own, for one sign-in of one person: with cookies that nobody else has.
type pages interface {
	// goThrough goes to an address, and through what comes, to where nothing leads on.
	goThrough(ctx context.Context, address string, p *person) (ending, error)
	close()
}

// ending is where a person came to.
type ending struct {
	path string
	back url.Values // of the redirect back to the client, nil where there was none
}

// pages opens the server's pages as the file's strategy has it: in a Chromium, or by plain forms. A redirect to redirectURI,
// whatever its query, is the end and is not followed; it may be "".
func (s *Signer) pages(ctx context.Context, p session.Purpose, redirectURI string) (pages, error) {
	if s.Server.File.Mint.Strategy == file.StrategyBrowser {
		return s.openTab(ctx, p, redirectURI)
	}
	plain, err := browser.New(s.Session, p, redirectURI)
	return plainPages{plain, s}, err
}

// Browser is a person's, whose sign-ins share a session at the server. It has no Chromium: its pages are plain forms.
type Browser struct{ plain *browser.Plain }

// NewBrowser has no cookies yet.
func (s *Signer) NewBrowser() (*Browser, error) {
	plain, err := browser.New(s.Session, session.SetUp, "")
	return &Browser{plain}, err
}

// pagesOf are the pages of a sign-in, in the browser that it is to be made in.
func (s *Signer) pagesOf(ctx context.Context, p session.Purpose, in SignIn) (pages, error) {
	if in.Browser == nil {
		return s.pages(ctx, p, in.Client.RedirectURI)
	}
	plain, err := in.Browser.plain.For(p).BackTo(in.Client.RedirectURI)
	return plainPages{plain, s}, err
}

// plainPages are pages of plain forms.
type plainPages struct {
	*browser.Plain
	signer *Signer
}

func (plainPages) close() {}

func (b plainPages) goThrough(ctx context.Context, address string, p *person) (ending, error) {
	page, err := b.Open(ctx, address)
	if err == nil {
		page, err = b.fillForms(ctx, page, p)
	}
	if err != nil {
		return ending{}, err
	}
	end := ending{path: b.signer.Path(page.URL.Path)}
	if page.Back {
		end.back = page.URL.Query()
	}
	return end, nil
}

// fillForms fills in forms for the user code, sign-in and consent until the browser is sent away, or comes to a page without
// any form that leads on, or the person has refused, and returns that page.
func (b plainPages) fillForms(ctx context.Context, page browser.Page, p *person) (browser.Page, error) {
	f := b.signer.Server.File
	for range maxForms {
		if page.Back || p.refused {
			return page, nil
		}
		at := b.signer.Path(page.URL.Path)
		forms, err := page.Forms()
		if err != nil {
			return browser.Page{}, fmt.Errorf("the page at %s %w", at, err)
		}
		c, found := p.choose(forms, f.Mint)
		if !found {
			return page, nil
		}
		if !f.Trusts(page.URL.String()) {
			return browser.Page{}, f.Untrusted("the page at "+at, file.WantsFilling, page.URL)
		}
		if err := p.fill(&c, f.Mint); err != nil {
			return browser.Page{}, atPage(at, err, "")
		}
		next, err := b.Submit(ctx, page, c.form, c.button)
		if err != nil {
			return browser.Page{}, fmt.Errorf("after the form at %s: %w", at, err)
		}
		page = next
	}
	return browser.Page{}, tooManyForms(b.signer.Path(page.URL.Path))
}
