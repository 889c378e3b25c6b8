package webui

import (
	"context"
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/webform"
)

// plainWindow is a window without a Chromium: it reads pages, follows links and sends forms. What is filled in is changed
// in the document, as a browser does.
type plainWindow struct {
	session  *session.Session
	browser  *browser.Plain
	page     browser.Page
	document *goquery.Document
	numbered []*goquery.Selection // what was read, by its number
}

func newPlainWindow(s *session.Session) (*plainWindow, error) {
	plain, err := browser.New(s, session.SetUp, "")
	return &plainWindow{session: s, browser: plain, document: goquery.NewDocumentFromNode(&html.Node{Type: html.DocumentNode})}, err
}

func (w *plainWindow) arrive(page browser.Page, err error) error {
	if err != nil {
		return err
	}
	tree, err := webform.Parse(page.Response.Body)
	if err != nil {
		return fmt.Errorf("the page at %s %w", w.session.Path(page.URL.Path), err)
	}
	w.page, w.document = page, goquery.NewDocumentFromNode(tree)
	return nil
}

func (w *plainWindow) where() string {
	if w.page.URL == nil {
		return "no address yet"
	}
	return w.session.Path(w.page.URL.Path)
}

func (w *plainWindow) close() {}

func (w *plainWindow) says(_ context.Context, text string) (bool, error) {
	return strings.Contains(w.document.Text(), text), nil
}

func (w *plainWindow) open(ctx context.Context, p session.Purpose, address string) error {
	return w.arrive(w.browser.For(p).Open(ctx, address))
}

func (w *plainWindow) click(ctx context.Context, p session.Purpose, at int) (bool, error) {
	if goquery.NodeName(w.numbered[at]) == "a" {
		return true, w.follow(ctx, p, w.numbered[at])
	}
	return true, w.press(ctx, p, w.numbered[at])
}

func (w *plainWindow) follow(ctx context.Context, p session.Purpose, link *goquery.Selection) error {
	target, err := w.page.URL.Parse(link.AttrOr("href", ""))
	if err != nil {
		return missing(w, "usable address in the link %q", readable(link))
	}
	return w.open(ctx, p, target.String())
}

func (w *plainWindow) press(ctx context.Context, p session.Purpose, button *goquery.Selection) error {
	form, err := webform.FormOf(w.document.Nodes[0], button.Nodes[0])
	switch {
	case err != nil:
		return fmt.Errorf("the page at %s %w", w.where(), err)
	case form == nil:
		return missing(w, "form of the button %q", buttonText(button))
	}
	return w.arrive(w.browser.For(p).Submit(ctx, w.page, *form, webform.ButtonOf(button.Nodes[0])))
}

func (w *plainWindow) fill(_ context.Context, at int, value string) (bool, error) {
	w.numbered[at].SetAttr("value", value)
	return true, nil
}

func (w *plainWindow) choose(_ context.Context, at int, option string) (bool, error) {
	options := w.numbered[at].Find("option")
	wanted := options.FilterFunction(func(_ int, o *goquery.Selection) bool { return readable(o) == option }).First()
	if wanted.Length() == 0 {
		return false, nil
	}
	options.RemoveAttr("selected")
	wanted.SetAttr("selected", "")
	return true, nil
}

func (w *plainWindow) tick(_ context.Context, at int, on bool) (bool, error) {
	if on {
		w.numbered[at].SetAttr("checked", "")
	} else {
		w.numbered[at].RemoveAttr("checked")
	}
	return true, nil
}
