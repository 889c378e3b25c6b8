package docs_test

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// load loads a deployment file among the files that the example names.
func load(t *testing.T, text string) *file.File {
	t.Helper()
	dir := t.TempDir()
	authority, client, key := certificates(t)
	jwt, known := mockserver.DefaultSeed("auth0").Client("jwt")
	require.True(t, known)
	for name, content := range map[string]string{
		"staging.yaml": text, "secrets/second.txt": "s3cret\n", "keys/jwt.pem": jwt.PrivateKey, "tls/ca.pem": authority, "tls/client.pem": client, "tls/client.key": key,
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	f, err := file.Load(filepath.Join(dir, "staging.yaml"), func(name string) (string, bool) { return "value of " + name, true })
	require.NoError(t, err)
	return f
}

// certificates are PEM files that the examples name: of an authority, and a certificate and its key.
func certificates(t *testing.T) (authority, certificate, key string) {
	t.Helper()
	made, err := mockserver.NewTLS()
	require.NoError(t, err)
	pair := made.Server.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	require.NoError(t, err)
	encode := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	return string(made.CA), encode("CERTIFICATE", pair.Certificate[0]), encode("PRIVATE KEY", der)
}

func TestExampleDeploymentLoads(t *testing.T) {
	f := load(t, read(t, "examples/deployment.yaml"))
	assert.Equal(t, "s3cret", f.Clients.Second.ClientSecret)
	assert.Equal(t, "https://app.example", f.Clients.Basic.Origin, "merged from confidential")
	assert.Equal(t, 10*time.Second, f.Clients.Leeway.Leeway)
	assert.Len(t, f.Clients.All(), 8, "a client for every role")
	assert.Equal(t, file.SettingOn, f.Declares.RevokeRefreshTokenGrant)
}

// The deployment files within the pages can be loaded too.
func TestDeploymentFilesInPagesLoad(t *testing.T) {
	count := 0
	for name, page := range pages(t) {
		for _, b := range blocks(page) {
			if b.language == "yaml" && strings.Contains(b.text, "issuer:") {
				t.Run(filepath.Base(name), func(t *testing.T) { load(t, b.text) })
				count++
			}
		}
	}
	assert.GreaterOrEqual(t, count, 3)
}

// Every key of the file is in deployment-file.md and, but for alternatives, in the example.
func TestEveryKeyIsDocumented(t *testing.T) {
	page, example := read(t, "deployment-file.md"), read(t, "examples/deployment.yaml")
	for _, key := range keysBelow(reflect.TypeFor[file.File]()) {
		assert.True(t, strings.Contains(page, "`"+key+"`"), "deployment-file.md does not speak of %s", key)
		assert.True(t, strings.Contains(example, key+":"), "examples/deployment.yaml has no %s", key)
	}
}

func keysBelow(section reflect.Type) []string {
	var keys []string
	for i := range section.NumField() {
		field := section.Field(i)
		key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if !field.IsExported() || key == "-" {
			continue
		}
		keys = append(keys, key)
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			keys = append(keys, keysBelow(inner)...)
		}
	}
	return keys
}

func TestExampleWaiversLoad(t *testing.T) {
	_, err := record.ReadWaivers("examples/waivers.yaml")
	require.NoError(t, err)
	for _, b := range blocks(read(t, "reports.md")) {
		if b.language == "yaml" {
			_, err := record.ParseWaivers("reports.md", []byte(b.text))
			assert.NoError(t, err)
			assert.Contains(t, read(t, "examples/waivers.yaml"), b.text)
		}
	}
}

// run judges the mock by the example's features.
func run(t *testing.T, deviations ...string) *record.Record {
	t.Helper()
	builtIn, err := features.BuiltIn()
	require.NoError(t, err)
	catalogue, err := features.Read(os.DirFS("examples"), "examples", builtIn)
	require.NoError(t, err)
	require.NoError(t, suite.Check(catalogue))
	profiles := []string{"auth0"}
	mock, err := embedded.Mock(t.Context(), profiles, deviations...)
	require.NoError(t, err)
	record, err := suite.Run(t.Context(), mock, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: profiles}, Seed: 1,
	})
	require.NoError(t, err)
	return record
}

func verdicts(r *record.Record) map[string]record.Verdict {
	all := map[string]record.Verdict{}
	for _, rule := range r.Rules {
		all[rule.ID] = rule.Verdict
	}
	return all
}

func TestExampleFeaturePasses(t *testing.T) {
	r := run(t)
	assert.Equal(t, map[string]record.Verdict{"SHOP-01": record.Pass, "SHOP-02": record.Pass, "SHOP-03": record.Pass}, verdicts(r))
	assert.Equal(t, record.Conformant, r.Verdict, "%v", r.Problems)
}

// The deviations that writing-features.md names break the rules it names, and no other.
func TestExampleFeatureFails(t *testing.T) {
	for deviation, broken := range map[string]string{
		"setting-on-ends-all-applications":    "SHOP-01",
		"revocation-restores-the-predecessor": "SHOP-02",
		"second-revocation-is-an-error":       "SHOP-03",
	} {
		t.Run(deviation, func(t *testing.T) {
			assert.Contains(t, read(t, "writing-features.md"), deviation)
			for id, verdict := range verdicts(run(t, deviation)) {
				switch {
				case id != broken:
					assert.Equal(t, record.Pass, verdict, id)
				case id == "SHOP-03":
					assert.Equal(t, record.Warn, verdict, "a broken SHOULD")
				default:
					assert.Equal(t, record.Fail, verdict, id)
				}
			}
		})
	}
}

// writing-features.md shows the beginning of the example.
func TestShownFeatureIsTheExample(t *testing.T) {
	example := read(t, "examples/sign_out.feature")
	for _, b := range blocks(read(t, "writing-features.md")) {
		if b.language == "gherkin" {
			assert.True(t, strings.HasPrefix(example, b.text), "writing-features.md shows something else than examples/sign_out.feature")
		}
	}
}

// The values that writing-features.md lists for changed requests are known to package steps.
func TestValuesOfChangedRequestsExist(t *testing.T) {
	_, section, _ := strings.Cut(read(t, "writing-features.md"), "### Changed requests")
	section, _, _ = strings.Cut(section, "### Answers")
	sources := ""
	files, err := filepath.Glob("../steps/*.go")
	require.NoError(t, err)
	for _, file := range files {
		sources += read(t, file)
	}
	for _, m := range regexp.MustCompile("`([a-z][^`]*)`").FindAllStringSubmatch(section, -1) {
		assert.True(t, strings.Contains(sources, `"`+m[1]+`"`), "writing-features.md lists %q", m[1])
	}
}
