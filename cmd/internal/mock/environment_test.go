package mock

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
)

// settled is what the mock is told by a command line and an environment.
func settled(variables map[string]string, args ...string) (settings, error) {
	var f settings
	flags := pflag.NewFlagSet("mock", pflag.ContinueOnError)
	f.declare(flags)
	if err := flags.Parse(args); err != nil {
		return f, err
	}
	return f, f.read(program.System{
		LookupEnv: func(name string) (string, bool) { v, ok := variables[name]; return v, ok },
		Environ: func() (all []string) {
			for name, value := range variables {
				all = append(all, name+"="+value)
			}
			return all
		},
	}, flags)
}

// Every flag has its variable, of every kind, and beats it.
func TestSettingsByEnvironment(t *testing.T) {
	f, err := settled(map[string]string{
		"REVOKESPEC_MOCK_LISTEN": "127.0.0.1:1", "REVOKESPEC_MOCK_TLS": "true", "REVOKESPEC_MOCK_PUBLIC_URL": "https://auth0.test",
		"REVOKESPEC_MOCK_DEVIATE": "a,b", "REVOKESPEC_MOCK_SEED": "of-the-environment.yaml",
	}, "--seed", "of-the-flag.yaml")
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:1", f.listen)
	assert.True(t, f.tls)
	assert.Equal(t, "https://auth0.test", f.publicURL)
	assert.Equal(t, []string{"a", "b"}, f.deviate)
	assert.Equal(t, []string{"of-the-flag.yaml"}, f.seeds)

	flags := pflag.NewFlagSet("mock", pflag.ContinueOnError)
	new(settings).declare(flags)
	flags.VisitAll(func(flag *pflag.Flag) {
		_, err := settled(map[string]string{variableOf(flag.Name): ""})
		assert.ErrorContains(t, err, variableOf(flag.Name)+" is set but empty")
		_, err = settled(map[string]string{strings.ToLower(variableOf(flag.Name)): ""})
		assert.NoError(t, err, "another name")
	})
}

// A secret is said by a flag, a file or the environment, and is in no error.
func TestSecretsOfTheMock(t *testing.T) {
	file := write(t, "password", "of the file\r\nsecond line\n")
	for _, test := range []struct {
		variables map[string]string
		args      []string
		want      string
	}{
		{nil, nil, ""},
		{map[string]string{"REVOKESPEC_DASHBOARD_PASSWORD": "of before"}, nil, "of before"},
		{map[string]string{"REVOKESPEC_DASHBOARD_PASSWORD": "of before", "REVOKESPEC_MOCK_DASHBOARD_PASSWORD": "of the environment"}, nil, "of the environment"},
		{map[string]string{"REVOKESPEC_MOCK_DASHBOARD_PASSWORD_FILE": file}, nil, "of the file"},
		{map[string]string{"REVOKESPEC_MOCK_DASHBOARD_PASSWORD_FILE": file}, []string{"--dashboard-password", "of the flag"}, "of the flag"},
		{map[string]string{"REVOKESPEC_MOCK_DASHBOARD_PASSWORD": "of the environment"}, []string{"--dashboard-password-file", file}, "of the file"},
		{map[string]string{"REVOKESPEC_DASHBOARD_PASSWORD": "of before"}, []string{"--dashboard-password", "of the flag"}, "of the flag"},
	} {
		f, err := settled(test.variables, test.args...)
		require.NoError(t, err)
		assert.Equal(t, test.want, f.dashboardPassword.text)
	}
	for _, args := range [][]string{
		{"--dashboard-password-file", "nowhere"}, {"--dashboard-password-file", write(t, "empty", "\n")}, {"--dashboard-password-file", file, "--dashboard-password", "Kan4ry"},
	} {
		_, err := settled(nil, args...)
		assert.ErrorContains(t, err, "--dashboard-password-file")
		assert.NotContains(t, err.Error(), "Kan4ry")
	}
	_, err := settled(map[string]string{"REVOKESPEC_DASHBOARD_PASSWORD": ""})
	assert.ErrorContains(t, err, "REVOKESPEC_DASHBOARD_PASSWORD")
	_, err = settled(map[string]string{"REVOKESPEC_MOCK_CONTROL": "Kan4ry"})
	assert.ErrorContains(t, err, "REVOKESPEC_MOCK_CONTROL ")
	assert.NotContains(t, err.Error(), "Kan4ry")
}

// A token of one's own offers the control API without a deployment file.
func TestControlTokenOfOnesOwn(t *testing.T) {
	f, err := settled(map[string]string{"REVOKESPEC_MOCK_CONTROL_TOKEN": "known-beforehand"})
	require.NoError(t, err)
	assert.Equal(t, "known-beforehand", f.controlToken.text)
}

// What Kubernetes and Docker's links set for a service of the mock's name is no mistake of anybody's.
func TestVariablesOfServices(t *testing.T) {
	for _, name := range []string{"SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8420_TCP", "PORT_8420_TCP_ADDR", "ENV_PATH"} {
		_, err := settled(map[string]string{settingPrefix + name: "tcp://10.0.0.1:8420"})
		assert.NoError(t, err, name)
	}
	_, err := settled(map[string]string{settingPrefix + "PORT": "8420"})
	assert.Error(t, err, "somebody's own idea")
}
