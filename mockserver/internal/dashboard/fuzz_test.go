package dashboard_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

var csrfInput = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// forms are where the Dashboard's pages send theirs.
var forms = []string{
	"/dashboard/applications/mock-public", "/dashboard/applications/nobody", "/dashboard/users/auth0%7C000000000000000000000001", "/dashboard/users/x/devices",
	"/dashboard/users/auth0%7C000000000000000000000001/devices", "/dashboard/users/auth0%7C000000000000000000000001/applications", "/dashboard/tenant/advanced",
	"/dashboard/login", "/dashboard/logout",
}

// No form and no cookie brings the server into trouble, and none that its own pages did not send, in this browser, is
// taken.
func FuzzForms(f *testing.F) {
	for i := range len(forms) {
		for _, body := range []string{"", "=", "%zz", "&;&", "a=\x00\xff", "form=setting&setting=on", "form=%00", "client_id=mock-public&client_id=x", "id=dcr_1&credential=dcr_1&grant=cgr_1",
			"token_endpoint_auth_method=none&rotation_type=rotating&leeway=99999999999999999999&token_lifetime=-1&idle_token_lifetime=1e9", "session_lifetime=NaN&block=on",
			"username=admin&password=x&next=//evil.example", "next=%2F%2Fevil.example%0d%0aX:y", strings.Repeat("a=b&", 2000), "csrf=x"} {
			f.Add(i, body, "revokespec_dashboard="+strings.Repeat("A", 43)+"; revokespec_notice=e30.x")
			f.Add(i, body, `revokespec_dashboard="a;=,; revokespec_notice=`+"\x00\xff")
		}
	}
	server := mockserver.New(mockserver.WithDashboard("", ""), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(f, server.Err())
	send := func(method, path, body, cookies string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.RemoteAddr, r.Host = "127.0.0.1:1", "127.0.0.1"
		r.Header["Content-Type"] = []string{"application/x-www-form-urlencoded"}
		r.Header["Cookie"] = []string{cookies}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w
	}
	page := send("GET", "/dashboard/tenant/advanced", "", "")
	require.Equal(f, 200, page.Code, page.Body)
	cookie, csrf := (&http.Response{Header: page.Header()}).Cookies()[0], csrfInput.FindStringSubmatch(page.Body.String())
	require.NotNil(f, csrf)
	f.Fuzz(func(t *testing.T, form int, body, cookies string) {
		if form < 0 || form >= len(forms) {
			return
		}
		if !strings.Contains(body, csrf[1]) {
			foreign := send("POST", forms[form], body, cookies)
			assert.True(t, foreign.Code >= 400 && foreign.Code < 500, "%d: %s", foreign.Code, foreign.Body)
		}
		own := send("POST", forms[form], "csrf="+csrf[1]+"&"+body, cookie.Name+"="+cookie.Value)
		assert.Less(t, own.Code, 500, own.Body)
		if to := own.Header().Get("Location"); to != "" {
			assert.Regexp(t, `^/dashboard(/|$)`, to, "nobody is sent elsewhere")
		}
		assert.Less(t, send("GET", forms[form], "", cookies).Code, 500)
	})
}
