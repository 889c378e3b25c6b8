package mockserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// browser is a person's: it keeps cookies, and shows what it is led to before it goes there.
type browser struct {
	*testing.T
	http *http.Client
}

func newBrowser(t *testing.T) browser {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return browser{t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (b browser) answer(r *http.Response, err error) (*http.Response, string) {
	b.Helper()
	require.NoError(b, err)
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	require.NoError(b, err)
	return r, string(page)
}

// led is where an answer leads to.
func (b browser) led(r *http.Response) string {
	b.Helper()
	to, err := r.Location()
	require.NoError(b, err, r.Status)
	return to.String()
}

// signIn signs the seed's first user in at mock-public, by its pages, and returns the code.
func (b browser) signIn(issuer string, user mockserver.SeedUser) (code string) {
	b.Helper()
	r, _ := b.answer(b.http.Get(issuer + "authorize?" + url.Values{"response_type": {"code"}, "client_id": {"mock-public"}, "scope": {"openid offline_access"},
		"redirect_uri": {mockserver.SeedRedirectURI}, "state": {"xyz"}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"}}.Encode()))
	r = b.submit(issuer, b.led(r), url.Values{"username": {user.Email}, "password": {user.Password}})
	if to := b.led(r); strings.Contains(to, "/u/consent") {
		r = b.submit(issuer, to, url.Values{"action": {"accept"}})
	}
	back, err := url.Parse(b.led(r))
	require.NoError(b, err)
	require.Equal(b, "xyz", back.Query().Get("state"), back)
	return back.Query().Get("code")
}

// submit fills in the form of a page, which must be below the issuer, and leads below it.
func (b browser) submit(issuer, page string, form url.Values) *http.Response {
	b.Helper()
	assert.True(b, strings.HasPrefix(page, issuer), page)
	r, text := b.answer(b.http.Get(page))
	require.Equal(b, 200, r.StatusCode, text)
	action, err := r.Request.URL.Parse(regexp.MustCompile(`action="([^"]+)"`).FindStringSubmatch(text)[1])
	require.NoError(b, err)
	assert.True(b, strings.HasPrefix(action.String(), issuer), action)
	form.Set("state", r.Request.URL.Query().Get("state"))
	r, text = b.answer(b.http.PostForm(action.String(), form))
	require.Equal(b, 302, r.StatusCode, text)
	return r
}

// crawl follows every link from a page of the issuer, and returns how many pages it saw. All stay below the issuer.
func (b browser) crawl(issuer, first string) int {
	b.Helper()
	links := regexp.MustCompile(`(href|action|src)="([^"]+)"`)
	seen, waiting := map[string]bool{}, []string{first}
	for len(waiting) > 0 {
		at := waiting[0]
		waiting = waiting[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		r, page := b.answer(b.http.Get(at))
		assert.Equal(b, 200, r.StatusCode, at)
		for _, link := range links.FindAllStringSubmatch(page, -1) {
			to, err := r.Request.URL.Parse(strings.ReplaceAll(link[2], "&amp;", "&"))
			require.NoError(b, err)
			if assert.True(b, strings.HasPrefix(to.String(), issuer), "%s leads to %s", at, to) && link[1] != "action" { // a form has fields besides
				to.Fragment = ""
				waiting = append(waiting, to.String())
			}
		}
	}
	return len(seen)
}

// Behind a proxy that cuts off the path of the issuer, everything that is given out has it.
func TestAPublicURLWithAPath(t *testing.T) {
	var server *mockserver.Server
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.StripPrefix("/auth", server).ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	server = mockserver.New(mockserver.WithPublicURL(proxy.URL+"/auth/"), mockserver.WithDashboard("admin", "p"), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(t, server.Err())
	everythingIsBelow(t, proxy.URL+"/auth/", server)
}

// everythingIsBelow looks at all that a server gives out.
func everythingIsBelow(t *testing.T, issuer string, server *mockserver.Server) {
	b := newBrowser(t)
	_, text := b.answer(b.http.Get(issuer + ".well-known/openid-configuration"))
	var metadata map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &metadata))
	assert.Equal(t, issuer, metadata["issuer"])
	for name, value := range metadata {
		if address, is := value.(string); is {
			assert.True(t, strings.HasPrefix(address, issuer), "%s: %s", name, address)
		}
	}
	code := b.signIn(issuer, server.Seed().Users[0])
	r, text := b.answer(b.http.PostForm(issuer+"oauth/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {"mock-public"}, "code": {code},
		"redirect_uri": {mockserver.SeedRedirectURI}, "code_verifier": {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}}))
	require.Equal(t, 200, r.StatusCode, text)
	at, err := url.Parse(issuer)
	require.NoError(t, err)
	for _, cookie := range b.http.Jar.Cookies(at) {
		assert.Contains(t, []string{"auth0", "did"}, cookie.Name)
	}
	elsewhere := *at
	elsewhere.Path = "/u/login"
	assert.Empty(t, b.http.Jar.Cookies(&elsewhere), "of another path")

	r, _ = b.answer(b.http.Get(issuer + "dashboard/users"))
	login := b.led(r)
	assert.Equal(t, issuer+"dashboard/login?next=%2Fdashboard%2Fusers", login)
	_, page := b.answer(b.http.Get(login))
	csrf := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)[1]
	r, _ = b.answer(b.http.PostForm(issuer+"dashboard/login", url.Values{"csrf": {csrf}, "next": {"/dashboard/users"}, "username": {"admin"}, "password": {"p"}}))
	assert.Equal(t, issuer+"dashboard/users", b.led(r))
	assert.Greater(t, b.crawl(issuer, issuer+"dashboard"), 50)

	_, text = b.answer(b.http.Get(issuer + "api/v2/openapi.json"))
	var document struct{ Servers []struct{ URL string } }
	require.NoError(t, json.Unmarshal([]byte(text), &document))
	assert.Equal(t, at.Path+"api/v2", document.Servers[0].URL)
}
