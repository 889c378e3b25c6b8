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
				assert.False(t, strings.HasPrefix(dep, module) && !in(dep, "mockserver", "internal/closest", "internal/readfile", "internal/yamlx"), "%s imports %s of the harness", p.ImportPath, dep)
			}
			if p.ImportPath == module+"/suite" || in(p.ImportPath, "features", "steps", "deployment", "record", "reports") {
				assert.False(t, in(dep, "mockserver"), "%s imports %s", p.ImportPath, dep)
			}
		}
	}
}

// Whoever wants the mock alone gets nothing of the harness with it, but what it is described by, and asked for its health.
func TestTheMocksProgramIsSmall(t *testing.T) {
	for _, p := range packages(t) {
		for _, dep := range p.Deps {
			if p.ImportPath == module+"/cmd/revokespec-mock" && strings.HasPrefix(dep, module) {
				assert.True(t, in(dep, "cmd/internal", "mockserver", "embedded/mockfile", "deployment/file", "internal/closest", "internal/httpx", "internal/origin",
					"internal/readfile", "internal/statedir", "internal/wording", "internal/yamlx"), "it has %s in it", dep)
			}
		}
	}
}

// mayImport is what each package may import of this module. It has no circle, and a package that is not in it is not allowed.
var mayImport = map[string][]string{
	"internal/closest":    {},
	"internal/command":    {},
	"internal/origin":     {},
	"internal/httpx":      {"deployment/file", "internal/origin", "internal/wording"},
	"internal/partfile":   {},
	"internal/readfile":   {},
	"internal/redact":     {},
	"internal/reportfile": {"internal/partfile"},
	"internal/soak":       {"record"},
	"internal/statedir":   {},
	"internal/wording":    {},
	"internal/yamlx":      {"internal/closest", "internal/readfile"},

	"internal/redact/redacttest":   {},
	"internal/wording/wordingtest": {},

	"features":                {"internal/yamlx"},
	"features/lattice":        {"features", "internal/yamlx"},
	"record":                  {"internal/closest", "internal/wording", "internal/yamlx"},
	"record/recordtest":       {"record"},
	"reports":                 {"internal/wording", "record"},
	"deployment/file":         {"internal/closest", "internal/origin", "internal/readfile", "internal/wording", "internal/yamlx"},
	"deployment":              {"deployment/file", "internal/auth0", "internal/closest", "internal/hooks", "internal/httpx", "internal/journal", "internal/origin", "internal/partfile", "internal/readfile", "internal/remedy", "internal/session", "internal/signin", "judge"},
	"internal/chromium":       {},
	"internal/browser":        {"deployment/file", "internal/chromium", "internal/httpx", "internal/origin", "internal/session", "internal/webform", "internal/wording"},
	"internal/webui":          {"deployment", "deployment/file", "internal/browser", "internal/chromium", "internal/pace", "internal/session", "internal/webform"},
	"internal/provision":      {"deployment", "deployment/file", "internal/auth0", "internal/httpx", "internal/partfile", "internal/remedy", "internal/session", "internal/signin", "internal/yamlx"},
	"steps":                   {"deployment", "deployment/file", "internal/auth0", "internal/hooks", "internal/httpx", "internal/redact", "internal/remedy", "internal/session", "internal/signin", "internal/soak", "internal/webui", "internal/wording", "judge", "record"},
	"suite":                   {"deployment", "deployment/file", "features", "internal/closest", "internal/estimate", "internal/remedy", "internal/session", "internal/webui", "internal/wording", "judge", "record", "steps"},
	"suite/door":              {"deployment", "deployment/file", "embedded", "features", "internal/httpx", "internal/reportfile", "internal/wording", "record", "reports", "steps", "suite"},
	"embedded":                {"deployment", "deployment/file", "embedded/mockfile", "internal/estimate", "internal/session", "mockserver", "record", "suite"},
	"embedded/mockfile":       {"deployment/file", "internal/yamlx", "mockserver"},
	"internal/doctor":         {"deployment", "deployment/file", "features", "internal/auth0", "internal/httpx", "internal/remedy", "internal/session", "internal/signin", "internal/wording", "judge", "record", "steps", "suite"},
	"internal/proof":          {"embedded", "features", "internal/wording", "mockserver", "record", "suite"},
	"suite/wirefault":         {},
	"cmd/internal/program":    {"internal/httpx", "internal/readfile", "internal/wording", "internal/yamlx"},
	"cmd/internal/mock":       {"cmd/internal/program", "deployment/file", "embedded/mockfile", "internal/closest", "internal/httpx", "internal/statedir", "internal/wording", "mockserver", "mockserver/filestore", "mockserver/hosting", "mockserver/redisstore", "mockserver/seedfile"},
	"cmd/revokespec":          {"cmd/internal/mock", "cmd/internal/program", "cmd/revokespec/progress", "deployment", "deployment/file", "embedded", "features", "internal/doctor", "internal/journal", "internal/proof", "internal/provision", "internal/remedy", "internal/reportfile", "internal/wording", "internal/yamlx", "mockserver", "record", "reports", "steps", "suite"},
	"cmd/revokespec-mock":     {"cmd/internal/mock", "cmd/internal/program"},
	"cmd/revokespec/progress": {"internal/wording", "record"},
	"container/app":           {},
	"docs":                    {},
	"interop":                 {},
	"interop/strip":           {"record"},

	"mockserver/internal/store/memory":    {"mockserver/internal/store", "mockserver/internal/tenant"},
	"mockserver/internal/store/codec":     {},
	"mockserver/internal/store/file":      {"mockserver/internal/store", "mockserver/internal/store/codec", "mockserver/internal/tenant"},
	"mockserver/internal/store/storetest": {"mockserver/internal/store", "mockserver/internal/tenant"},
	"mockserver/internal/store/redis":     {"mockserver/internal/store", "mockserver/internal/store/codec", "mockserver/internal/tenant"},
	"internal/redistest":                  {},

	"mockserver":                        {"mockserver/internal/authapi", "mockserver/internal/authority", "mockserver/internal/backchannel", "mockserver/internal/claims", "mockserver/internal/control", "mockserver/internal/dashboard", "mockserver/internal/deviation", "mockserver/internal/fault", "mockserver/internal/front", "mockserver/internal/keys", "mockserver/internal/managementapi", "mockserver/internal/reading", "mockserver/internal/store", "mockserver/internal/store/memory", "mockserver/internal/tenant", "mockserver/internal/wire", "mockserver/seed"},
	"mockserver/filestore":              {"mockserver/internal/store/file"},
	"mockserver/redisstore":             {"mockserver/internal/store/redis"},
	"mockserver/hosting":                {"mockserver", "mockserver/internal/tenant", "mockserver/seedfile"},
	"mockserver/internal/authapi":       {"mockserver/internal/claims", "mockserver/internal/keys", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/authority":     {"internal/readfile"},
	"mockserver/internal/backchannel":   {"mockserver/internal/keys", "mockserver/internal/store", "mockserver/internal/tenant"},
	"mockserver/internal/claims":        {},
	"mockserver/internal/control":       {"mockserver/internal/deviation", "mockserver/internal/fault", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/dashboard":     {"mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/deviation":     {"internal/closest", "mockserver/internal/tenant"},
	"mockserver/internal/fault":         {},
	"mockserver/internal/fidelity":      {},
	"mockserver/internal/front":         {"mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/jsontext":      {},
	"mockserver/internal/keys":          {"mockserver/internal/jsontext"},
	"mockserver/internal/managementapi": {"mockserver/internal/keys", "mockserver/internal/store", "mockserver/internal/tenant", "mockserver/internal/wire"},
	"mockserver/internal/linear":        {},
	"mockserver/internal/model":         {},
	"mockserver/internal/reading":       {"internal/closest", "mockserver/internal/tenant"},
	"mockserver/seed":                   {"internal/closest", "mockserver/internal/claims", "mockserver/internal/deviation", "mockserver/internal/fault", "mockserver/internal/keys", "mockserver/internal/reading", "mockserver/internal/tenant"},
	"mockserver/seedfile":               {"internal/closest", "internal/yamlx", "mockserver/internal/tenant", "mockserver/seed"},
	"mockserver/internal/store":         {"mockserver/internal/tenant"},
	"mockserver/internal/tenant":        {},
	"mockserver/internal/wire":          {"mockserver/internal/fault", "mockserver/internal/jsontext", "mockserver/internal/tenant"},
	"internal/pace":                     {"deployment/file", "internal/httpx"},
	"internal/remedy":                   {"deployment/file", "internal/httpx", "internal/wording"},
	"internal/webform":                  {"deployment/file"},
	"judge":                             {"deployment/file", "internal/httpx", "internal/wording"},
	"internal/session":                  {"deployment/file", "internal/httpx", "internal/origin", "internal/pace", "internal/redact", "internal/remedy", "internal/wording", "record"},
	"internal/journal":                  {"deployment/file", "internal/partfile", "internal/readfile", "internal/statedir", "internal/wording"},
	"internal/auth0":                    {"deployment/file", "internal/httpx", "internal/journal", "internal/remedy", "internal/session"},
	"internal/hooks":                    {"deployment/file", "internal/command", "internal/httpx", "internal/journal", "internal/session"},
	"internal/signin":                   {"deployment/file", "internal/browser", "internal/chromium", "internal/command", "internal/httpx", "internal/pace", "internal/redact", "internal/remedy", "internal/session", "internal/webform", "internal/wording"},
	"internal/estimate":                 {"deployment", "features", "internal/session"},
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
		"github.com/stretchr/testify":   {"internal/redistest", "mockserver/internal/store/storetest", "record/recordtest"},
		"github.com/jarcoal/httpmock":   {},
		"go.etcd.io/bbolt":              {"mockserver/internal/store/file"},
		"github.com/redis/go-redis":     {"mockserver/internal/store/redis"},
		"github.com/getkin/kin-openapi": {},
		"github.com/spf13/cobra":        {"cmd"},
		"github.com/spf13/pflag":        {"cmd"},
		"github.com/santhosh-tekuri":    {"record/recordtest"},
		"github.com/PuerkitoBio":        {"internal/webui"},
		"github.com/goccy/go-yaml":      {"internal/yamlx"},
		"github.com/schollz":            {"cmd/revokespec/progress"},
		"github.com/chromedp":           {"internal/chromium"},
		"github.com/go-jose/go-jose":    {"deployment/file", "internal/session", "mockserver"},
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
