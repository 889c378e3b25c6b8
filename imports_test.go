package revokespec

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/revokespec/revokespec"

// goPackage is what `go list -json` says of a package.
type goPackage struct {
	ImportPath   string
	Imports      []string // of the package itself
	Deps         []string // of all it needs
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps,TestImports,XTestImports", "./...").Output()
	require.NoError(t, err)
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

// in says whether a package is one of the directories, or below one.
func in(path string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		full := module + "/" + dir
		return path == full || strings.HasPrefix(path, full+"/")
	})
}

// The harness and the mock share nothing but HTTP: a bug in shared code would hide itself.
func TestMockAndHarnessAreIndependent(t *testing.T) {
	for _, p := range packages(t) {
		for _, dep := range p.Deps {
			if in(p.ImportPath, "mockserver") {
				assert.False(t, strings.HasPrefix(dep, module) && !in(dep, "mockserver", "internal/closest"), "%s imports %s of the harness", p.ImportPath, dep)
			}
			if in(p.ImportPath, "features", "steps", "deployment", "reports") {
				assert.False(t, in(dep, "mockserver"), "%s imports %s", p.ImportPath, dep)
			}
		}
	}
}

// What each package may import of this module, besides what is below itself.
func TestImportDirections(t *testing.T) {
	allowed := map[string][]string{
		"features":   {},
		"reports":    {},
		"deployment": {"reports"},
		"steps":      {"deployment", "reports"},
		"suite":      {"features", "steps", "deployment", "reports", "mockserver"},
		"mockserver": {},
	}
	for dir, may := range allowed {
		for _, p := range packages(t) {
			if !in(p.ImportPath, dir) {
				continue
			}
			for _, imported := range p.Imports {
				ours := strings.HasPrefix(imported, module+"/") && imported != module+"/internal/closest"
				assert.True(t, !ours || in(imported, append(may, dir)...), "%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

func TestLibrariesStayWhereTheyBelong(t *testing.T) {
	places := map[string][]string{
		"github.com/gin-gonic/gin":      {"mockserver"},
		"github.com/cucumber/godog":     {"steps", "suite"},
		"github.com/stretchr/testify":   {},
		"github.com/jarcoal/httpmock":   {},
		"github.com/getkin/kin-openapi": {},
		"github.com/spf13/cobra":        {"cmd"},
		"github.com/santhosh-tekuri":    {},
		"github.com/PuerkitoBio":        {"deployment"},
		"github.com/goccy/go-yaml":      {"deployment", "features", "reports", "suite", "mockserver/seedfile"},
		"github.com/schollz":            {"reports"},
		"github.com/chromedp":           {"deployment/chromium", "deployment/webui"},
		"github.com/go-jose/go-jose":    {"deployment", "mockserver"},
		"github.com/cucumber/gherkin":   {"features"},
		"github.com/cucumber/messages":  {"features"},
	}
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			for library, dirs := range places {
				if strings.HasPrefix(imported, library) {
					assert.True(t, in(p.ImportPath, dirs...), "%s imports %s", p.ImportPath, imported)
				}
			}
		}
	}
}

func TestTenantKnowsNeitherHTTPNorTheStore(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath == module+"/mockserver/tenant" {
			assert.NotContains(t, p.Deps, "net/http")
			assert.NotContains(t, p.Deps, module+"/mockserver/store")
		}
	}
}
