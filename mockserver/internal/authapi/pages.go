package authapi

import (
	"embed"
	"html/template"
	"net/url"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

//go:embed pages/*.html
var pageFiles embed.FS

// pages are parsed when the first one is shown: most servers of a test run never show any.
var pages = sync.OnceValue(func() *template.Template { return template.Must(template.ParseFS(pageFiles, "pages/*.html")) })

// page is what the templates are filled with.
type page struct {
	Title, Client, User, Audience, State, Code, Message string
	Scopes                                              []string

	// Of the pages that carry an answer to the application.
	Nonce, Origin string       // of the one script; of the window that is told
	Target        template.URL // of a form
	Parameters    url.Values   // in it
	Posted        any          // to the window
}

// show renders a page. Nothing may frame it, and it may load nothing.
func (c *call) show(status int, name string, data page) tenant.Answer {
	var out strings.Builder
	if err := pages().ExecuteTemplate(&out, name, data); err != nil {
		return c.fault(err).Answer()
	}
	return tenant.Answer{Status: status, Text: out.String(), Type: "text/html; charset=utf-8", Header: map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer",
	}}
}

func (c *call) errorPage(status int, code, message string) tenant.Answer {
	return c.show(status, "error", page{Title: "Something is wrong", Code: code, Message: message})
}
