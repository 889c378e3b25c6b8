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
			if p.ImportPath == module+"/suite" || in(p.ImportPath, "features", "steps", "deployment", "record", "reports") {
				assert.False(t, in(dep, "mockserver"), "%s imports %s", p.ImportPath, dep)
			}
		}
	}
}

// mayImport is what each package may import of this module. It has no circle, and a package that is not in it is not allowed.
var mayImport = map[string][]string{
	"internal/closest":  {},
	"internal/origin":   {},
	"internal/httpx":    {"deployment/file", "internal/origin", "internal/wording"},
	"internal/partfile": {},
	"internal/redact":   {},
	"internal/wording":  {},

	"internal/redact/redacttest": {},

	"features":                {},
	"record":                  {"internal/closest", "internal/wording"},
	"record/recordtest":       {"record"},
	"reports":                 {"internal/partfile", "internal/wording", "record"},
	"deployment/file":         {"internal/closest", "internal/origin", "internal/wording"},
	"deployment":              {"deployment/chromium", "deployment/file", "internal/httpx", "internal/origin", "internal/pace", "internal/partfile", "internal/redact", "internal/remedy", "internal/webform", "internal/wording", "judge", "record"},
	"deployment/chromium":     {},
	"deployment/webui":        {"deployment", "deployment/chromium", "deployment/file", "internal/webform"},
	"deployment/provision":    {"deployment", "deployment/file", "internal/httpx", "internal/partfile", "internal/remedy"},
	"steps":                   {"deployment", "deployment/file", "deployment/webui", "internal/httpx", "internal/redact", "internal/remedy", "internal/wording", "judge"},
	"suite":                   {"deployment", "deployment/file", "deployment/webui", "features", "internal/closest", "internal/httpx", "internal/remedy", "internal/wording", "record", "reports", "steps"},
	"embedded":                {"deployment", "deployment/file", "mockserver", "record", "suite"},
	"suite/doctor":            {"deployment", "deployment/file", "features", "internal/httpx", "internal/remedy", "internal/wording", "judge", "record", "steps", "suite"},
	"suite/proof":             {"embedded", "features", "internal/wording", "mockserver", "record", "suite"},
	"suite/wirefault":         {},
	"cmd/revokespec":          {"cmd/revokespec/progress", "deployment", "deployment/file", "deployment/provision", "embedded", "features", "internal/httpx", "internal/remedy", "internal/wording", "mockserver", "mockserver/seedfile", "record", "reports", "steps", "suite", "suite/doctor", "suite/proof"},
	"cmd/revokespec/progress": {"internal/wording", "record"},
	"docs":                    {},
	"interop":                 {},
	"interop/strip":           {"record"},

	"mockserver":                        {"mockserver/internal/authapi", "mockserver/internal/control", "mockserver/internal/dashboard", "mockserver/internal/deviation", "mockserver/internal/keys", "mockserver/internal/managementapi", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/authapi":       {"mockserver/internal/keys", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/control":       {"mockserver/internal/deviation", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/dashboard":     {"mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/deviation":     {"internal/closest", "mockserver/internal/tenant"},
	"mockserver/internal/keys":          {},
	"mockserver/internal/managementapi": {"mockserver/internal/keys", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/model":         {},
	"mockserver/seedfile":               {"internal/closest", "mockserver", "mockserver/internal/tenant"},
	"mockserver/internal/store":         {"mockserver/internal/tenant"},
	"mockserver/internal/tenant":        {},
	"mockserver/internal/wire":          {"mockserver/internal/tenant"},
	"internal/pace":                     {"deployment/file", "internal/httpx"},
	"internal/remedy":                   {"deployment/file", "internal/httpx", "internal/wording"},
	"internal/webform":                  {"deployment/file"},
	"judge":                             {"internal/httpx"},
}

func TestImportDirections(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		may, known := mayImport[name]
		assert.True(t, known || p.ImportPath == module, "%s is not in the table of what may import what", name)
		for _, imported := range p.Imports {
			if ours, is := strings.CutPrefix(imported, module+"/"); is {
				assert.Contains(t, may, ours, "%s imports it", name)
			}
		}
	}
}

func TestLibrariesStayWhereTheyBelong(t *testing.T) {
	places := map[string][]string{
		"github.com/gin-gonic/gin":      {"mockserver"},
		"github.com/cucumber/godog":     {"steps", "suite"},
		"github.com/stretchr/testify":   {"record/recordtest"},
		"github.com/jarcoal/httpmock":   {},
		"github.com/getkin/kin-openapi": {},
		"github.com/spf13/cobra":        {"cmd"},
		"github.com/santhosh-tekuri":    {"record/recordtest"},
		"github.com/PuerkitoBio":        {"deployment"},
		"github.com/goccy/go-yaml":      {"deployment", "features", "record", "embedded", "suite", "mockserver/seedfile"},
		"github.com/schollz":            {"cmd/revokespec/progress"},
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
		if p.ImportPath == module+"/mockserver/internal/tenant" {
			assert.NotContains(t, p.Deps, "net/http")
			assert.NotContains(t, p.Deps, module+"/mockserver/internal/store")
		}
	}
}
