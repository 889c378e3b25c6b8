package webui

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// inline are elements that do not end a word.
var inline = []string{"a", "abbr", "b", "bdi", "code", "em", "i", "mark", "small", "span", "strong", "time", "wbr"}

// controls are what a person does not read as part of a label.
var controls = []string{"input", "select", "textarea", "button"}

// unseen are elements that are not shown.
var unseen = []string{"head", "script", "style", "template"}

// shown says whether neither an element nor what it stands in is hidden.
func shown(s *goquery.Selection) bool {
	for node := s.Nodes[0]; node != nil; node = node.Parent {
		if isHidden(node) {
			return false
		}
	}
	return true
}

func isHidden(node *html.Node) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == "hidden" })
}

// readable is the text of an element as a person reads it.
func readable(s *goquery.Selection) string { return textOf(s, nil) }

// afterLabel is what may stand behind the words of a label.
const afterLabel = ":* "

// labelText is that of a label, or of a row, without the controls in it.
func labelText(s *goquery.Selection) string { return textOf(s, controls) }

func textOf(s *goquery.Selection, without []string) string {
	var text strings.Builder
	for _, node := range s.Nodes {
		write(&text, node, without)
	}
	return squeezed(text.String())
}

// longestText bounds what is read of an element, in bytes: a row of a table that holds tables may have the text of all of them.
const longestText = 16 << 10

func write(text *strings.Builder, node *html.Node, without []string) {
	if text.Len() > longestText {
		return
	}
	if node.Type == html.TextNode {
		text.WriteString(node.Data)
		return
	}
	if slices.Contains(without, node.Data) || slices.Contains(unseen, node.Data) || isHidden(node) {
		return
	}
	if !slices.Contains(inline, node.Data) {
		text.WriteByte(' ')
	}
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		write(text, child, without)
	}
	if !slices.Contains(inline, node.Data) {
		text.WriteByte(' ')
	}
}

// squeezed is a text as it is read: without line breaks and with single spaces.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }
