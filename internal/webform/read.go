package webform

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// mostControls bounds the forms, fields and buttons that are read of a page: what is filled in is looked for among them.
const mostControls = 10_000

var errManyControls = errors.New("has more than 10000 forms, fields and buttons, which no sign-in needs; look at the server")

// pageForms are the forms of a page, in order, with what stands in them and what names them from elsewhere.
type pageForms struct {
	order []*html.Node
	read  map[*html.Node]*Form
	named map[string]*html.Node // by their ids
}

// Read are the forms of a page, in order. An error is to go behind "the page at ...".
func Read(page []byte) ([]Form, error) {
	tree, err := Parse(page)
	if err != nil {
		return nil, err
	}
	all, err := readForms(tree)
	if err != nil {
		return nil, err
	}
	var forms []Form
	for _, node := range all.order {
		forms = append(forms, *all.read[node])
	}
	return forms, nil
}

// readForms reads all forms in two walks, whatever their number.
func readForms(page *html.Node) (pageForms, error) {
	all := pageForms{read: map[*html.Node]*Form{}, named: map[string]*html.Node{}}
	for node := range page.Descendants() {
		if node.Type != html.ElementNode || node.Data != "form" {
			continue
		}
		form := &Form{Action: attr(node, "action"), Method: methodOf(attr(node, "method"))}
		form.Method = cmp.Or(form.Method, http.MethodGet)
		all.order, all.read[node] = append(all.order, node), form
		if id := attr(node, "id"); all.named[id] == nil {
			all.named[id] = node
		}
	}
	controls := len(all.order)
	if controls > mostControls {
		return all, errManyControls
	}
	for node, owner := range all.controls(page) {
		if controls++; controls > mostControls {
			return all, errManyControls
		}
		if form := all.read[owner]; form != nil {
			form.add(node)
		}
	}
	return all, nil
}

// controls are what forms consist of, each with the form that it belongs to: the one that it names, else the one that it stands in.
func (p pageForms) controls(page *html.Node) func(yield func(control, owner *html.Node) bool) {
	return func(yield func(control, owner *html.Node) bool) {
		var within func(node, form *html.Node) bool
		within = func(node, form *html.Node) bool { // as deep as the parser lets a page be
			if p.read[node] != nil {
				form = node
			}
			if node.Type == html.ElementNode && slices.Contains([]string{"input", "button", "select", "textarea"}, node.Data) {
				owner := form
				if id, names := attribute(node, "form"); names {
					owner = p.named[id]
				}
				if !yield(node, owner) {
					return false
				}
			}
			for child := range node.ChildNodes() {
				if !within(child, form) {
					return false
				}
			}
			return true
		}
		within(page, nil)
	}
}

// FormOf reads the form that a button of a page sends, nil where it sends none.
func FormOf(page, button *html.Node) (*Form, error) {
	all, err := readForms(page)
	if err != nil {
		return nil, err
	}
	for control, owner := range all.controls(page) {
		if control == button {
			return all.read[owner], nil
		}
	}
	return nil, nil
}

func (f *Form) add(part *html.Node) {
	if _, disabled := attribute(part, "disabled"); disabled {
		return
	}
	tag, kind := part.Data, strings.ToLower(attr(part, "type"))
	field := Field{Name: attr(part, "name"), Type: kind, Value: attr(part, "value"), Autocomplete: attr(part, "autocomplete"), ID: attr(part, "id"), On: true}
	switch {
	case tag == "button" && (kind == "" || kind == "submit"), tag == "input" && (kind == "submit" || kind == "image"):
		f.Buttons = append(f.Buttons, ButtonOf(part))
		return
	case tag == "button" || kind == "button" || kind == "reset" || kind == "file":
		return
	case kind == "checkbox" || kind == "radio":
		_, field.On = attribute(part, "checked")
		field.Value = cmp.Or(field.Value, "on")
	case tag == "select":
		field.Type, field.Value = tag, chosenOption(part)
	case tag == "textarea":
		field.Type, field.Value = tag, textIn(part)
	}
	if field.Name != "" {
		f.Fields = append(f.Fields, field)
	}
}

// chosenOption is the value of the option that is selected, else of the first.
func chosenOption(list *html.Node) string {
	var first, selected *html.Node
	for node := range list.Descendants() {
		if node.Type != html.ElementNode || node.Data != "option" {
			continue
		}
		if _, is := attribute(node, "selected"); is {
			selected = node
			break
		}
		if first == nil {
			first = node
		}
	}
	if selected == nil {
		selected = first
	}
	if selected == nil {
		return ""
	}
	if value, given := attribute(selected, "value"); given {
		return value
	}
	return strings.TrimSpace(textIn(selected))
}

// ButtonOf reads a button.
func ButtonOf(part *html.Node) Button {
	return Button{
		Name: attr(part, "name"), Value: attr(part, "value"), Text: strings.TrimSpace(beginningIn(part)),
		Action: attr(part, "formaction"), Method: methodOf(attr(part, "formmethod")),
	}
}

// longestLabel is how much is read of what a button says, in bytes, as in a Chromium: buttons in buttons may have the text of a whole
// page each.
const longestLabel = 500

func cutLabel(text string) string { return text[:min(len(text), longestLabel)] }

// beginningIn is the beginning of the text in an element.
func beginningIn(node *html.Node) string {
	var text strings.Builder
	for part := range node.Descendants() {
		if part.Type == html.TextNode {
			text.WriteString(cutLabel(part.Data))
		}
		if text.Len() > longestLabel {
			break
		}
	}
	return cutLabel(text.String())
}

// textIn is all text in an element, of a kind that cannot stand in another of that kind.
func textIn(node *html.Node) string {
	var text strings.Builder
	for part := range node.Descendants() {
		if part.Type == html.TextNode {
			text.WriteString(part.Data)
		}
	}
	return text.String()
}

func attr(node *html.Node, name string) string {
	value, _ := attribute(node, name)
	return value
}

func attribute(node *html.Node, name string) (value string, given bool) {
	for _, a := range node.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}
