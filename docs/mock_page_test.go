package docs_test

import (
	"encoding/json"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
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

// The seed in mock.md makes a server, and says what the page says.
func TestSeedInThePageWorks(t *testing.T) {
	count := 0
	for _, b := range blocks(read(t, "mock.md")) {
		if b.language != "yaml" {
			continue
		}
		count++
		seed, err := seedfile.Parse("mock.md", []byte(b.text))
		require.NoError(t, err)
		require.NoError(t, mockserver.New(mockserver.WithSeed(seed)).Err())
		public, _ := seed.Client("public")
		assert.Equal(t, "mock-public", public.ClientID)
		assert.EqualValues(t, "none", public.Auth)
	}
	assert.Equal(t, 1, count)
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
	w := httptest.NewRecorder()
	mockserver.New().ServeHTTP(w, httptest.NewRequest("GET", "/api/v2/openapi.json", nil))
	var document struct {
		Paths map[string]any `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &document))
	assert.NotEmpty(t, document.Paths)
	_, section, _ := strings.Cut(read(t, "mock.md"), "## What it serves")
	section, _, _ = strings.Cut(section, "\n## ")
	for path := range document.Paths {
		part := strings.Split(path, "/")[1]
		assert.True(t, strings.Contains(section, "`"+part+"`") || strings.Contains(section, "/"+part+"/"), path)
	}
}
