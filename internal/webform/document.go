package webform

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/net/html"
)

// formattingElements are the elements that HTML opens again in every paragraph after one that does not close them: some hundreds of them make
// of a page of a megabyte a tree of many gigabytes. They are read as <span>, which is not, and has the same text.
var formattingElements = []string{"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"}

// singleElements are elements of which every further tag is compared with all attributes before.
var singleElements = []string{"html", "body"}

// Parse is the tree of a page. It takes time and space in proportion to the page, whatever that is.
func Parse(page []byte) (*html.Node, error) {
	kept := make([]byte, 0, len(page))
	met := map[string]bool{}
	for tokens := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			break // at the end: whatever is no markup is text
		}
		raw := tokens.Raw()
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken || kind == html.EndTagToken {
			tag, _ := tokens.TagName()
			name := string(tag)
			switch slash := len("<") + bytes.Count(raw[1:2], []byte("/")); {
			case slices.Contains(formattingElements, name):
				raw = slices.Concat(raw[:slash], []byte("span"), raw[slash+len(name):])
			case met[name] && slices.Contains(singleElements, name):
				continue
			}
			met[name] = true
		}
		kept = append(kept, raw...)
	}
	tree, err := html.Parse(bytes.NewReader(kept))
	if err != nil {
		return nil, fmt.Errorf("is no page that can be read (%w)", errNested)
	}
	return tree, nil
}

var errNested = errors.New("its elements are nested too deeply")
