package main

import (
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/record"
)

// Neither the secrets that provision is given nor those that it makes are in what it says, nor in its journal; only the file
// that it writes has them.
func TestNoCanaryInProvisioning(t *testing.T) {
	t.Parallel()
	p := plant(t)
	p.gossip.tells = true
	p.file.Limits.ManagementRequestsPerSecond = 1000
	tenant, out := write(t, "tenant.yaml", tenantText(t, p.file)), filepath.Join(t.TempDir(), "out.yaml")
	provision := []string{"provision", "--deployment", tenant, "--out", out, "--plan-limit", "20", "--users", "2"}

	code, said := p.run(t, append(provision, "--explain")...)
	assert.Zero(t, code, said)
	p.file.Management.Connection = "elsewhere"
	elsewhere := write(t, "elsewhere.yaml", tenantText(t, p.file))
	code, said = p.run(t, "provision", "--deployment", elsewhere, "--out", out, "--plan-limit", "20")
	assert.Equal(t, record.ExitNotJudged, code, said)
	assert.Contains(t, said, "deleted again", "it had made the applications")
	seen := len(p.gossip.secrets)
	code, said = p.run(t, provision...)
	assert.Zero(t, code, said)
	assert.Greater(t, len(p.gossip.secrets), seen, "the new ones are looked for, too")
	code, said = p.run(t, "doctor", "--deployment", out)
	assert.Zero(t, code, said)
	code, said = p.run(t, "restore", "--deployment", out)
	assert.Zero(t, code, said)
}

// tenantText is a deployment file of the tenant alone.
func tenantText(t *testing.T, f *file.File) string {
	text, err := yaml.Marshal(struct {
		Issuer     string
		Management *file.Management
		Headers    map[string]string
		Limits     file.Limits
	}{f.Issuer, f.Management, f.Headers, f.Limits})
	require.NoError(t, err)
	return string(text)
}
