package dashboard

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed pages/style.css
var styles string

// stylesVersion changes with the stylesheet, so that no browser keeps an old one.
var stylesVersion = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(styles))
	return hex.EncodeToString(sum[:6])
})

// pages are parsed when the first one is shown: most servers of a test run never show any. Each has the layout and a
// body of its own.
var pages = sync.OnceValues(func() (map[string]*template.Template, error) {
	layout := template.Must(template.New("layout").Funcs(functions).ParseFS(pageFiles, "pages/layout.html", "pages/parts.html"))
	entries, err := pageFiles.ReadDir("pages")
	out := map[string]*template.Template{}
	for _, e := range entries {
		name, isPage := strings.CutSuffix(e.Name(), ".html")
		if !isPage || name == "layout" || name == "parts" {
			continue
		}
		out[name] = template.Must(template.Must(layout.Clone()).ParseFS(pageFiles, "pages/"+e.Name()))
	}
	return out, err
})

// Sections of the navigation.
const (
	sectionOverview     = "Overview"
	sectionApplications = "Applications"
	sectionUsers        = "Users"
	sectionLogs         = "Logs"
	sectionTenant       = "Tenant Settings"
)

// link is one of the navigation, of the tabs, or of the way back.
type link struct {
	Text, Address string
	Current       bool
}

// page is what every page is filled with.
type page struct {
	Title   string
	Section string // of the navigation
	Sub     string // beneath the title
	Back    []link
	Tabs    []link
	Here    string // the address of the current tab
	Warning string // what changes the meaning of all that is shown
	Bare    bool   // without navigation
	Body    any

	Styles, CSRF, Notice, Tenant string
	Navigation                   []link
	LogOut                       bool
}

func (c *call) render(status int, name string, p page) tenant.Answer {
	var clear bool
	if status < http.StatusBadRequest { // what was done before is not said beside what just went wrong
		p.Notice, clear = c.takeNotice()
	}
	p.Styles, p.CSRF, p.LogOut = stylesVersion(), c.csrf(), c.api.Password != ""
	p.Navigation = []link{
		{sectionOverview, base, false},
		{sectionApplications, base + "/applications", false},
		{sectionUsers, base + "/users", false},
		{sectionLogs, base + "/logs", false},
		{sectionTenant, base + "/tenant", false},
	}
	for i := range p.Navigation {
		p.Navigation[i].Current = p.Navigation[i].Text == p.Section
	}
	p.Tenant = strings.TrimSuffix(c.Request.Issuer, "/")
	_, p.Tenant, _ = strings.Cut(p.Tenant, "://")
	a := renderTemplate(status, name, p)
	if clear {
		a = a.With("Set-Cookie", c.cookie(noticeCookie, ""))
	}
	return a
}

// renderTemplate makes a page of its template.
func renderTemplate(status int, name string, p page) tenant.Answer {
	var out strings.Builder
	all, err := pages()
	if err == nil {
		err = all[name].ExecuteTemplate(&out, "layout", p)
	}
	if err != nil {
		return tenant.Answer{Status: http.StatusInternalServerError, Type: "text/plain; charset=utf-8",
			Text: fmt.Sprintf("page %s cannot be made: %v\n", name, err)}
	}
	return tenant.Answer{Status: status, Text: out.String(), Type: "text/html; charset=utf-8"}
}

// problem is a page that says what went wrong, and where to go from there.
func (c *call) problem(status int, title, text string) tenant.Answer {
	return c.render(status, "problem", page{Title: title, Bare: status == http.StatusForbidden, Body: text})
}

// Refuse words a refusal that has nothing to do with what was asked.
func Refuse(status int, message string) tenant.Answer {
	return withSecurityHeaders(renderTemplate(status, "problem", page{Title: message, Bare: true, Styles: stylesVersion(), Body: "The Dashboard has no such page, or not for this kind of request."}))
}

// Owns says whether a path belongs to the Dashboard.
func Owns(path string) bool { return path == base || strings.HasPrefix(path, base+"/") }

func stylesheet() tenant.Answer {
	return tenant.Answer{Status: http.StatusOK, Text: styles, Type: "text/css; charset=utf-8", Header: map[string]string{
		"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}}
}
