package authapi_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The Dashboard's tests see to the contrast of its colours; these pages have the same ones.
func TestPagesHaveTheColoursOfTheDashboard(t *testing.T) {
	colour := regexp.MustCompile(`--([a-z-]+): ?(#[0-9a-f]+)[;}]`)
	schemes := func(file string) [2]map[string]string {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		light, dark, found := strings.Cut(string(b), "prefers-color-scheme")
		require.True(t, found, file)
		out := [2]map[string]string{{}, {}}
		for i, text := range []string{light, dark} {
			for _, m := range colour.FindAllStringSubmatch(text, -1) {
				if len(m[2]) == len("#fff") {
					m[2] = "#" + strings.Repeat(m[2][1:2], 2) + strings.Repeat(m[2][2:3], 2) + strings.Repeat(m[2][3:4], 2)
				}
				out[i][m[1]] = m[2]
			}
		}
		return out
	}
	pages, dashboard := schemes("pages/layout.html"), schemes("../dashboard/pages/style.css")
	for i, scheme := range []string{"light", "dark"} {
		require.NotEmpty(t, pages[i]["accent"])
		for name, value := range pages[i] {
			assert.Equal(t, dashboard[i][name], value, "%s: %s", scheme, name)
		}
		assert.Len(t, pages[i], 10, scheme)
	}
}
