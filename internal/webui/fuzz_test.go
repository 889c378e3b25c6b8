package webui

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/webform"
)

// Whatever a page is, it is read as one, what is filled in and ticked is what its form sends, and nothing that it says
// breaks the lines of a record.
func FuzzForms(f *testing.F) {
	for _, seed := range []string{
		"", "<", "<form><label>Password <input type=password name=p></label><button>Log in</button></form>",
		`<label for=a>Password:</label><form id=f><input id=a name=p form=g></form><form id=g><input type=checkbox name=c><label>On<input type=checkbox name=d checked></label></form>`,
		`<table><tr><th>x</th></tr><tr><td>a<br>b</td><td hidden>c</td></tr></table>`, `<label>Password</label>`, `<label for="">Password</label><input id="">`,
		`<select name=s><option>a<option selected value=b>B</select>`, `<textarea name=t placeholder=Password>x</textarea>`, `<input name=Password disabled>`,
		"<form action='http://[::1'><button formaction='%zz' formmethod=dialog>Save</button></form>", `<a href="%zz">Users</a><a>Users</a>`, "<tr><td>\x00\u2028\xff</td></tr>",
		strings.Repeat("<div>", 2000) + "<label>On <input type=checkbox>", `<base href="//evil"><form method=POST><input type=hidden name=csrf value=x><input type=submit value=Save>`,
	} {
		f.Add(seed, "Password", "Save")
		f.Add(seed, "On", "B")
	}
	at, err := url.Parse("https://op.example/dashboard")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, page, label, option string) {
		ctx := context.Background()
		server, err := session.NewServer(&file.File{}, session.Options{Alone: true})
		require.NoError(t, err)
		w, err := newPlainWindow(server.NewSession())
		require.NoError(t, err)
		d := &Dashboard{window: w}
		if err := w.arrive(browser.Page{URL: at, Response: httpx.Response{Status: 200, Body: []byte(page)}}, nil); err != nil {
			assert.NotContains(t, err.Error(), "\n") // elements nested too deep
			return
		}
		seen, err := w.read(ctx)
		require.NoError(t, err)
		for _, r := range seen.rows {
			assert.NotEmpty(t, r.buttons)
			assert.Equal(t, squeezed(r.text), r.text, "on one line")
			assert.False(t, r.names(""))
		}
		_, there := seen.field(label)
		for what, err := range map[string]error{"fill": d.fill(ctx, label, "filled in"), "tick": d.tick(ctx, label, true)} {
			assert.Equal(t, there, err == nil, "%s: %v", what, err)
		}
		if there {
			on, err := d.ticked(ctx, label)
			require.NoError(t, err)
			assert.True(t, on)
		}
		_ = d.choose(ctx, label, option)
		w.document.Find("button, input[type=submit]").Each(func(_ int, node *goquery.Selection) {
			form, err := webform.FormOf(w.document.Nodes[0], node.Nodes[0])
			if require.NoError(t, err); form == nil {
				return
			}
			for _, button := range append(form.Buttons, webform.Button{}) {
				for name := range form.Values(button) {
					assert.True(t, name == button.Name || form.Field(name) != nil, "nothing is sent that the form has not: %q", name)
				}
			}
		})
	})
}
