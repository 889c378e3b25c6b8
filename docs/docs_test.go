// Package docs_test keeps the documentation true: what is generated is current, what is an example works, and what is
// named exists.
package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
)

// pages are the documents for people, with paths relative to this directory.
func pages(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.md")
	require.NoError(t, err)
	all := map[string]string{}
	for _, name := range append(names, "../README.md", "../CONTRIBUTING.md", "../CHANGELOG.md") {
		all[name] = read(t, name)
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

// block is a fenced code block of a page.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^ *```([a-z]*)\n(.*?)^ *```$")

func blocks(page string) []block {
	var all []block
	for _, m := range fence.FindAllStringSubmatch(page, -1) {
		all = append(all, block{m[1], m[2]})
	}
	return all
}

var link = regexp.MustCompile(`\]\(([^)#\s]*)(#[^)\s]*)?\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads megabytes, and nothing at once")
	}
	known := map[string][]string{}
	for name, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
			path, anchor := m[1], m[2]
			if strings.Contains(path, "://") {
				continue
			}
			target := filepath.Join(filepath.Dir(name), path)
			if path == "" {
				target = name
			}
			if _, err := os.Stat(target); !assert.NoError(t, err, "%s links to %s", name, path) || anchor == "" {
				continue
			}
			if known[target] == nil {
				known[target] = anchors(read(t, target))
			}
			assert.Contains(t, known[target], anchor, "%s links to %s%s", name, path, anchor)
		}
	}
}

var (
	heading    = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notAnchors = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are those that GitHub makes of the headings.
func anchors(page string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		text := notAnchors.ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, "#"+strings.ReplaceAll(text, " ", "-"))
	}
	return all
}

var ruleID = regexp.MustCompile(`\b(REV|GRT|SET|DEV|DSH|ROT|DFL|LIF|RTM|COD|HKS)-\d{2}\b`)

func TestRulesThatAreNamedExist(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for name, page := range pages(t) {
		for _, id := range ruleID.FindAllString(page, -1) {
			_, exists := catalogue.Rule(id)
			assert.True(t, exists, "%s names %s", name, id)
		}
	}
}

func TestDeviationsThatAreNamedExist(t *testing.T) {
	known := map[string]bool{}
	for _, d := range mockserver.Deviations() {
		known[d.Name] = true
	}
	named := regexp.MustCompile(`--deviate ([a-z0-9-]+)`)
	for name, page := range pages(t) {
		for _, m := range named.FindAllStringSubmatch(page, -1) {
			assert.True(t, known[m[1]], "%s names the deviation %s", name, m[1])
		}
	}
}

// The README shows the test of mock_test.go, so that what it shows compiles and passes.
func TestEmbeddingSnippetIsTheTestedOne(t *testing.T) {
	_, test, found := strings.Cut(read(t, "mock_test.go"), "show this test.\n")
	require.True(t, found)
	for _, name := range []string{"../README.md", "mock.md"} {
		assert.Contains(t, read(t, name), "```go\n"+test+"```", "%s: the Go snippet is not that of mock_test.go", name)
	}
}
