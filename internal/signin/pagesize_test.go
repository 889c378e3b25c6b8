package signin

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
)

// filled repeats a piece of a page until it has nearly a megabyte.
func filled(begin, piece string) string {
	var page strings.Builder
	for page.WriteString(begin); page.Len() < 1000<<10; {
		page.WriteString(strings.ReplaceAll(piece, "#", fmt.Sprint(page.Len())))
	}
	return page.String()
}

// Whatever a page of a megabyte consists of, it is read in about the time of any page as large, or refused: no time-out could end the
// reading. What grows with the square of the page takes thousands of times as long.
func TestPagesThatTakeLongToRead(t *testing.T) {
	if testing.Short() {
		t.Skip("reads one page after another")
	}
	plain, err := timeToRead(filled("", "<p>x"))
	require.NoError(t, err)
	many := filled("", "<b id=#>")[:4000]
	for name, c := range map[string]struct{ page, refused string }{
		"forms that fields name":      {filled("", "<form id=f#><input name=a form=f#></form>"), "has more than 10000 forms, fields and buttons"},
		"as many as may be":           {strings.Repeat("<form id=f><input name=a form=f></form>", 4999), ""},
		"fields":                      {filled("<form>", "<input name=a>"), "has more than 10000"},
		"buttons":                     {filled("<form>", "<button>a</button>"), "has more than 10000"},
		"lists":                       {filled("<form>", "<select name=a><option></select>"), "has more than 10000"},
		"options":                     {filled("<form><select name=a>", "<option value=#>"), ""},
		"a button of many words":      {filled("<form><input type=password name=p><button>", "sign in with "), ""},
		"buttons in buttons":          {filled("<form>"+strings.Repeat("<button><object>", 40), "sign in with "), ""},
		"chains of them":              {filled("<form>", strings.Repeat("<button><object>", 200)+strings.Repeat("no ok ", 700)+strings.Repeat("</object></button>", 200)), "has more than 10000"},
		"fewer chains":                {"<form>" + strings.Repeat(strings.Repeat("<button><object>", 200)+strings.Repeat("ok go ", 700)+strings.Repeat("</object></button>", 200), 10), ""},
		"a field of many attributes":  {filled("<form><input ", "a# ") + ">", ""},
		"bold in every paragraph":     {filled("<p>"+many, "<p>x"), ""},
		"fonts in every paragraph":    {filled("<p>"+strings.ReplaceAll(many, "<b", "<FONT"), "<p>x"), ""},
		"bodies, each of more":        {filled("", "<body a#>"), ""},
		"documents, each of more":     {filled("", "<HTML a#>"), ""},
		"nested too deeply":           {filled("", "<div>"), "is no page that can be read (its elements are nested too deeply)"},
		"ends of what never began":    {filled(strings.Repeat("<div>", 400), "</p></x>"), ""},
		"list items, none of them":    {filled(strings.Repeat("<span>", 400), "<li>"), ""},
		"markup that never ends":      {filled("<form><input name=a value='", "<"), ""},
		"tables that hold paragraphs": {filled(strings.Repeat("<table><tr>", 100), "<p>x"), ""},
	} {
		took, err := timeToRead(c.page)
		if c.refused == "" {
			assert.NoError(t, err, name)
		} else {
			assert.ErrorContains(t, err, c.refused, name)
		}
		assert.Less(t, took, 50*plain, name)
	}
}

// timeToRead is what it takes to look for what is to be filled in, and for secrets.
func timeToRead(text string) (time.Duration, error) {
	began := time.Now()
	page := browser.Page{URL: &url.URL{Path: "/login"}, Response: httpx.Response{Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(text)}}
	forms, err := page.Forms()
	new(person).choose(forms, file.Mint{})
	redact.New(nil, nil).LearnSignIn(page.Response.Header, page.Response.Body)
	return time.Since(began), err
}
