package webui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/internal/webform"
)

// formsWindow is a window without a browser: it reads pages, follows links and sends forms. What is filled in is changed
// in the document, as a browser does.
type formsWindow struct {
	session  *deployment.Session
	browser  *signin.Browser
	page     signin.Page
	document *goquery.Document
}

func newFormsWindow(s *deployment.Session) (*formsWindow, error) {
	browser, err := s.Browser(session.SetUp, "")
	return &formsWindow{session: s, browser: browser, document: goquery.NewDocumentFromNode(&html.Node{Type: html.DocumentNode})}, err
}

func (w *formsWindow) arrive(page signin.Page, err error) error {
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

func (w *formsWindow) where() string {
	if w.page.URL == nil {
		return "no address yet"
	}
	return w.session.Path(w.page.URL.Path)
}

func (w *formsWindow) close() {}

func (w *formsWindow) open(ctx context.Context, p session.Purpose, address string) error {
	return w.arrive(w.browser.For(p).Open(ctx, address))
}

func (w *formsWindow) link(text string) *goquery.Selection {
	return w.document.Find("a[href]").FilterFunction(func(_ int, a *goquery.Selection) bool { return shown(a) && readable(a) == text }).First()
}

func (w *formsWindow) links(_ context.Context, text string) (bool, error) {
	return w.link(text).Length() > 0, nil
}

func (w *formsWindow) follow(ctx context.Context, p session.Purpose, link string) error {
	found := w.link(link)
	if found.Length() == 0 {
		return missing(w, "link %q", link)
	}
	target, err := w.page.URL.Parse(found.AttrOr("href", ""))
	if err != nil {
		return missing(w, "usable address in the link %q", link)
	}
	return w.arrive(w.browser.For(p).Open(ctx, target.String()))
}

func (w *formsWindow) press(ctx context.Context, p session.Purpose, button string, in row) error {
	within := w.document.Selection
	if in != anywhere {
		within = w.tableRows().Eq(in.number - 1)
	}
	found := within.Find("button, input[type=submit]").FilterFunction(func(_ int, b *goquery.Selection) bool {
		return shown(b) && readable(b) == button || b.AttrOr("value", "") == button && goquery.NodeName(b) == "input"
	}).First()
	if found.Length() == 0 {
		return missing(w, "%s", buttonIn(button, in))
	}
	form, err := webform.FormOf(w.document.Nodes[0], found.Nodes[0])
	switch {
	case err != nil:
		return fmt.Errorf("the page at %s %w", w.where(), err)
	case form == nil:
		return missing(w, "%s", buttonIn(button, in))
	}
	return w.arrive(w.browser.For(p).Submit(ctx, w.page, *form, webform.ButtonOf(found.Nodes[0])))
}

func buttonIn(button string, in row) string {
	if in == anywhere {
		return "button " + quoted(button)
	}
	return "button " + quoted(button) + " in the row " + quoted(in.text)
}

func quoted(text string) string { return `"` + text + `"` }

func (w *formsWindow) tableRows() *goquery.Selection {
	return w.document.Find("tr").FilterFunction(func(_ int, tr *goquery.Selection) bool {
		return tr.FindMatcher(cell).Length() > 0 && shown(tr)
	})
}

var cell = goquery.Single("td")

// shown says whether neither an element nor what it stands in is hidden.
func shown(s *goquery.Selection) bool {
	for node := s.Nodes[0]; node != nil; node = node.Parent {
		if isHidden(node) {
			return false
		}
	}
	return true
}

func (w *formsWindow) rows(context.Context) ([]row, error) {
	var rows []row
	w.tableRows().Each(func(i int, tr *goquery.Selection) { rows = append(rows, row{number: i + 1, text: readable(tr)}) })
	return rows, nil
}

// field is the input, select or text area with that label, or with that placeholder or name where it has none.
func (w *formsWindow) field(label string) *goquery.Selection {
	const inputs = "input, select, textarea"
	visible := w.document.Find(inputs).Not("[type=hidden]")
	labels := w.document.Find("label").FilterFunction(func(_ int, l *goquery.Selection) bool {
		return strings.TrimRight(labelText(l), ":* ") == label
	}).First()
	if id, named := labels.Attr("for"); named {
		return visible.FilterFunction(func(_ int, f *goquery.Selection) bool { return f.AttrOr("id", "") == id }).First()
	}
	if labels.Length() > 0 {
		return labels.Find(inputs).Not("[type=hidden]").First()
	}
	return visible.FilterFunction(func(_ int, f *goquery.Selection) bool {
		return slices.ContainsFunc([]string{"aria-label", "placeholder", "name"}, func(a string) bool { return f.AttrOr(a, "") == label })
	}).First()
}

func (w *formsWindow) named(label string) (*goquery.Selection, error) {
	field := w.field(label)
	if field.Length() == 0 {
		return nil, missing(w, "field %q", label)
	}
	return field, nil
}

func (w *formsWindow) has(_ context.Context, label string) (bool, error) {
	return w.field(label).Length() > 0, nil
}

func (w *formsWindow) fill(_ context.Context, label, value string) error {
	field, err := w.named(label)
	if err == nil {
		field.SetAttr("value", value)
	}
	return err
}

func (w *formsWindow) choose(_ context.Context, label, option string) error {
	field, err := w.named(label)
	if err != nil {
		return err
	}
	options := field.Find("option")
	wanted := options.FilterFunction(func(_ int, o *goquery.Selection) bool { return readable(o) == option }).First()
	if wanted.Length() == 0 {
		return missing(w, "option %q of %q", option, label)
	}
	options.RemoveAttr("selected")
	wanted.SetAttr("selected", "")
	return nil
}

func (w *formsWindow) ticked(_ context.Context, label string) (bool, error) {
	field, err := w.named(label)
	if err != nil {
		return false, err
	}
	_, on := field.Attr("checked")
	return on, nil
}

func (w *formsWindow) tick(_ context.Context, label string, on bool) error {
	field, err := w.named(label)
	switch {
	case err != nil:
		return err
	case on:
		field.SetAttr("checked", "")
	default:
		field.RemoveAttr("checked")
	}
	return nil
}
