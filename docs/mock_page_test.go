package docs_test

import (
	"fmt"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

func TestSwitchesAreDocumented(t *testing.T) {
	page := read(t, "mock.md")
	_, section, _ := strings.Cut(page, "## Switches")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, s := range mockserver.Switches() {
		assert.Contains(t, section, "| `"+s.Name+"` | "+s.Sentence+" |")
	}
	assert.Equal(t, len(mockserver.Switches()), strings.Count(section, "\n| `"))
}

// The seeds in mock.md make servers, and say what the page says.
func TestSeedsInThePageWork(t *testing.T) {
	tenants, err := mockserver.NewTenants()
	require.NoError(t, err)
	for _, b := range blocks(read(t, "mock.md")) {
		if b.language != "yaml" {
			continue
		}
		seed, err := seedfile.Parse("mock.md", []byte(b.text))
		require.NoError(t, err)
		require.NoError(t, tenants.Add(mockserver.New(mockserver.WithSeed(seed))))
		public, _ := seed.Client("public")
		assert.Equal(t, "mock-public", public.ClientID)
		assert.EqualValues(t, "none", public.Auth)
	}
	require.Len(t, tenants.Servers(), 3)
	page := read(t, "mock.md")
	for _, name := range []string{"acme", "shop"} {
		s := tenants.Server(name)
		at := s.Address("http://127.0.0.1:8420")
		assert.Contains(t, page, name+" is at "+at+" (dialect "+s.Dialect()+"), its Dashboard at "+at+"/dashboard\n")
	}
	r := httptest.NewRequest("POST", "http://127.0.0.1:8420/t/shop/oauth/revoke", nil)
	w := httptest.NewRecorder()
	tenants.ServeHTTP(w, r)
	assert.Equal(t, 429, w.Code)
	assert.Equal(t, "1", w.Header().Get("Retry-After"))
}

// What mock.md asks of /_mock/tenants is answered as it shows.
func TestTenantsAtRunTimeInThePage(t *testing.T) {
	page := read(t, "mock.md")
	shown := regexp.MustCompile(`(?m)/_mock/tenants -H "Authorization: Bearer \$token" -d '(.*)'\n(.*)$`).FindStringSubmatch(page)
	require.NotNil(t, shown)
	h := hosting.New(hosting.Options{Token: "key", Make: func(seed mockserver.Seed, control string) *mockserver.Server {
		return mockserver.New(mockserver.WithSeed(seed), mockserver.WithControl(control))
	}})
	r := httptest.NewRequest("POST", "http://127.0.0.1:8420/_mock/tenants", strings.NewReader(shown[1]))
	r.Header.Set("Authorization", "Bearer key")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	assert.Equal(t, 201, w.Code)
	answer := regexp.MustCompile(`"token":"[A-Z0-9]+"`).ReplaceAllString(w.Body.String(), `"token":"..."`)
	answer = regexp.MustCompile(`"seed":\{.*\}\}`).ReplaceAllString(answer, `"seed":{...}}`)
	assert.Equal(t, shown[2], strings.TrimSpace(answer))
	assert.Contains(t, page, fmt.Sprintf("There are at most %d at once", hosting.Most))
	_, section, _ := strings.Cut(page, "### Tenants at run time")
	for _, m := range regexp.MustCompile("`([A-Z]+) (/_mock/tenants[/NAME]*)`").FindAllStringSubmatch(section, -1) {
		r := httptest.NewRequest(m[1], strings.Replace(m[2], "NAME", "t1", 1), nil)
		r.Header.Set("Authorization", "Bearer key")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		assert.Less(t, w.Code, 300, m[0])
	}
}

func TestEveryKeyOfASeedIsDocumented(t *testing.T) {
	_, section, _ := strings.Cut(read(t, "mock.md"), "## What it starts with")
	section, _, _ = strings.Cut(section, "\n## ")
	_, faults, _ := strings.Cut(read(t, "mock.md"), "## Faults on demand")
	faults, _, _ = strings.Cut(faults, "\n## ")
	ofFaults := keysBelow(reflect.TypeFor[mockserver.Fault]())
	for _, key := range keysBelow(reflect.TypeFor[mockserver.Seed]()) {
		switch {
		case slices.Contains(ofFaults, key):
			assert.Contains(t, faults, "`"+key+"`")
		case key != "clients" && key != "users" && key != "faults":
			assert.Contains(t, section, "`"+key+"`")
		}
	}
}

// The requests that mock.md lists for the control API are those that there are.
func TestControlAPIIsDocumented(t *testing.T) {
	s := mockserver.New(mockserver.WithControl("key"))
	_, section, _ := strings.Cut(read(t, "mock.md"), "## The control API")
	listed := regexp.MustCompile("(?m)^\\| `([A-Z]+) (/_mock/[a-z/-]+)`").FindAllStringSubmatch(section, -1)
	assert.Len(t, listed, 13)
	for _, m := range listed {
		r := httptest.NewRequest(m[1], m[2], nil)
		r.Header.Set("Authorization", "Bearer key")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		assert.NotContains(t, []int{401, 404, 405}, w.Code, m[0])
	}
}

// Every part of the Management API that the OpenAPI document names is in the table of paths.
func TestManagementAPIIsDocumented(t *testing.T) {
	_, section, _ := strings.Cut(read(t, "mock.md"), "## What it serves")
	section, _, _ = strings.Cut(section, "\n## ")
	for path, operations := range openAPI(t) {
		part := strings.Split(path, "/")[1]
		if operations["get"].AlwaysEmpty {
			continue // supported.md lists them
		}
		assert.True(t, strings.Contains(section, "`"+part+"`") || strings.Contains(section, "/"+part+"/"), path)
	}
}
