package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// manifest is what the tests need to know of a resource.
type manifest struct {
	Kind       string            `yaml:"kind"`
	StringData map[string]string `yaml:"stringData"`
	Spec       struct {
		Completions int `yaml:"completions"`
		Parallelism int `yaml:"parallelism"`
		Template    struct {
			Spec struct {
				Containers []struct {
					Name, Image string
					Args        []string
					Env         []struct{ Name, Value string }
				} `yaml:"containers"`
			} `yaml:"spec"`
		} `yaml:"template"`
	} `yaml:"spec"`
	Metadata struct {
		Name string `yaml:"name"`
	} `yaml:"metadata"`
}

func manifests(t *testing.T, name string) map[string]manifest {
	t.Helper()
	all := map[string]manifest{}
	for text := range strings.SplitSeq(read(t, "../container/kubernetes/"+name), "\n---\n") {
		var m manifest
		require.NoError(t, yaml.Unmarshal([]byte(text), &m))
		all[m.Kind+" "+m.Metadata.Name] = m
	}
	return all
}

// The run in Kubernetes is one: its file is right, each of its shards has users of its own, and the records that are joined are those that
// they write.
func TestTheRunInKubernetes(t *testing.T) {
	all := manifests(t, "run.yaml")
	judge, verdict := all["Job judge"].Spec, all["Job verdict"].Spec.Template.Spec.Containers[0]
	shard := judge.Template.Spec.Containers[0]
	assert.Equal(t, judge.Completions, judge.Parallelism)
	assert.Contains(t, shard.Args, fmt.Sprintf("--shard=auto/%d", judge.Completions))
	path := filepath.Join(t.TempDir(), "deployment.yaml")
	require.NoError(t, os.WriteFile(path, []byte(all["Secret deployment"].StringData["deployment.yaml"]), 0o600))
	described, err := file.Load(path, os.LookupEnv)
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for i := range judge.Completions {
		index := func(string) (string, bool) { return fmt.Sprint(i), true }
		s, err := record.ParseShard(fmt.Sprintf("auto/%d", judge.Completions), index)
		require.NoError(t, err)
		o := suite.Options{Catalogue: catalogue, Shard: s, Selection: suite.Selection{Profiles: described.Profiles}}
		_, err = suite.PartOf(described, o)
		require.NoError(t, err)
		_, err = suite.Plan(o)
		require.NoError(t, err)
		written := strings.ReplaceAll("--report=json=/records/shard-$(JOB_COMPLETION_INDEX).json", "$(JOB_COMPLETION_INDEX)", fmt.Sprint(i))
		assert.Contains(t, verdict.Args, strings.TrimPrefix(written, "--report=json="))
	}
	assert.Contains(t, shard.Args, "--report=json=/records/shard-$(JOB_COMPLETION_INDEX).json")
	assert.Len(t, verdict.Args, 1+judge.Completions+3, "the command, the records, and the reports")
	for _, c := range []struct {
		command string
		args    []string
	}{{"run", shard.Args}, {"report", verdict.Args}} {
		assert.Equal(t, c.command, c.args[0])
		help := program(t, c.command, "--help")
		for _, arg := range c.args[1:] {
			if flag, _, _ := strings.Cut(arg, "="); strings.HasPrefix(flag, "--") {
				assert.Contains(t, help, flag+" ")
			}
		}
	}
}

// The mock in Kubernetes is set by settings that there are.
func TestTheMockInKubernetes(t *testing.T) {
	mock := manifests(t, "mock.yaml")["Deployment auth0"].Spec.Template.Spec.Containers[0]
	help := program(t, "mock", "--help")
	require.NotEmpty(t, mock.Env)
	for _, e := range mock.Env {
		flag := "--" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(e.Name, "REVOKESPEC_MOCK_"), "_", "-"))
		assert.Contains(t, help, flag+" ", e.Name)
	}
}
