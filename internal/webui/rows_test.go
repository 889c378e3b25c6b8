package webui

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/session"
)

// What else is on the page is no row of the list: only what can be revoked there is.
func TestOnlyRowsOfTheListCount(t *testing.T) {
	const other = `<table><tr><th>Login</th></tr><tr><td>2026-11-01</td></tr></table>`
	row := func(id, button string) string {
		return `<tr><td>Shop</td><td>` + id + `</td><td><form method=post>` + button + `</form></td></tr>`
	}
	const revoke, submit = `<button>Revoke</button>`, `<input type=submit value=Revoke>`
	for name, c := range map[string]struct {
		page   string
		listed []string
	}{
		"a table before":               {other + `<table>` + row("app-1", revoke) + `</table>`, []string{"Shop app-1 Revoke"}},
		"a table after":                {`<table>` + row("app-1", revoke) + `</table>` + other, []string{"Shop app-1 Revoke"}},
		"a table around":               {`<table><tr><td>Ann ` + other + `<table>` + row("app-1", revoke) + row("app-2", revoke) + `</table></td></tr></table>`, []string{"Shop app-1 Revoke", "Shop app-2 Revoke"}},
		"a table within":               {`<table>` + row("app-1", other+`<table><tr><td>`+revoke+`</td></tr></table>`) + `</table>`, []string{"Shop app-1 Login 2026-11-01 Revoke"}},
		"a row of headings":            {`<table><tr><td>Name</td><td>Client ID</td></tr>` + row("app-1", revoke) + `</table>`, []string{"Shop app-1 Revoke"}},
		"nothing, and a table":         {other + `<p>No applications.</p><table><tr><td>Nothing</td></tr></table>`, nil},
		"another button":               {`<table>` + row("dcr_1", `<button>Unlink</button>`) + row("app-1", revoke) + `</table>`, []string{"Shop app-1 Revoke"}},
		"an input":                     {`<table>` + row("app-1", submit) + `</table>`, []string{"Shop app-1"}},
		"one that nobody can press":    {`<table>` + row("app-1", `<button disabled>Revoke</button>`) + `</table>`, []string{"Shop app-1 Revoke"}},
		"a hidden row, and hidden one": {`<table><tr hidden><td>app-2` + revoke + `</td></tr>` + row("app-1", revoke+`<button hidden>Revoke</button>`) + `</table>`, []string{"Shop app-1 Revoke"}},
	} {
		for way, opener := range ways(t) {
			t.Run(name+" "+way, func(t *testing.T) {
				t.Parallel()
				f := newFake(t)
				f.applications = c.page
				d, err := opener.Open(t.Context(), f.session(t, nil))
				require.NoError(t, err)
				defer d.Close()
				rows, err := d.Applications(t.Context(), session.Check, ann)
				require.NoError(t, err)
				var texts []string
				for _, r := range rows {
					texts = append(texts, r.text)
				}
				assert.Equal(t, c.listed, texts)
			})
		}
	}
}
