package webui

import (
	"context"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

const (
	buttonsOfPage = "button:not([type=reset]), input[type=submit]"
	fieldsOfPage  = "input:not([type=hidden]), select, textarea"
)

func (w *plainWindow) read(context.Context) (contents, error) {
	w.numbered = nil
	labels := labelsOf(w.document)
	var seen contents
	w.document.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		if shown(a) {
			seen.links = append(seen.links, element{w.number(a), readable(a)})
		}
	})
	w.document.Find(fieldsOfPage).Each(func(_ int, f *goquery.Selection) {
		_, on := f.Attr("checked")
		read := field{at: w.number(f), labels: labels[f.Nodes[0]], on: on}
		for _, attribute := range []string{"aria-label", "placeholder", "name"} {
			if name := f.AttrOr(attribute, ""); name != "" {
				read.names = append(read.names, name)
			}
		}
		seen.fields = append(seen.fields, read)
	})
	rows := map[*html.Node]int{} // by their nodes, their places in seen.rows
	w.document.Find(buttonsOfPage).Each(func(_ int, b *goquery.Selection) {
		if !shown(b) {
			return
		}
		button := element{w.number(b), buttonText(b)}
		seen.buttons = append(seen.buttons, button)
		tr := rowOf(b)
		if tr.Length() == 0 {
			return
		}
		i, known := rows[tr.Nodes[0]]
		if !known {
			i = len(seen.rows)
			rows[tr.Nodes[0]] = i
			seen.rows = append(seen.rows, row{text: readable(tr)})
		}
		seen.rows[i].buttons = append(seen.rows[i].buttons, button)
	})
	return seen, nil
}

func (w *plainWindow) number(s *goquery.Selection) int {
	w.numbered = append(w.numbered, s)
	return len(w.numbered) - 1
}

func buttonText(b *goquery.Selection) string {
	if goquery.NodeName(b) == "input" {
		return b.AttrOr("value", "")
	}
	return readable(b)
}

// rowOf is the row of a table that a button is for: the nearest one around it that says something besides its buttons.
func rowOf(button *goquery.Selection) *goquery.Selection {
	return button.ParentsFiltered("tr").FilterFunction(func(_ int, tr *goquery.Selection) bool {
		return tr.ChildrenFiltered("td").Length() > 0 && labelText(tr) != ""
	}).First()
}

// labelsOf are what the labels of a page say, by their fields.
func labelsOf(page *goquery.Document) map[*html.Node][]string {
	named := map[string]*html.Node{}
	page.Find(fieldsOfPage).Each(func(_ int, f *goquery.Selection) {
		if id, has := f.Attr("id"); has && named[id] == nil {
			named[id] = f.Nodes[0]
		}
	})
	labels := map[*html.Node][]string{}
	page.Find("label").Each(func(_ int, l *goquery.Selection) {
		var control *html.Node
		if id, names := l.Attr("for"); names {
			control = named[id]
		} else if within := l.Find(fieldsOfPage); within.Length() > 0 {
			control = within.Nodes[0]
		}
		if control != nil {
			labels[control] = append(labels[control], strings.TrimRight(labelText(l), afterLabel))
		}
	})
	return labels
}
