package file

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/yamlx"
)

// node is a part of the schema.
type node struct {
	Ref         string `json:"$ref"`
	Type        string
	Description string
	Properties  map[string]node
	Required    []string
	Items       *node
	Additional  json.RawMessage `json:"additionalProperties"`
	Defs        map[string]node `json:"$defs"`
}

func TestSchemaAndFileHaveTheSameKeys(t *testing.T) {
	var root node
	text, err := os.ReadFile("schema.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &root))
	agree(t, root, root, reflect.TypeFor[File](), "")
}

func agree(t *testing.T, root, n node, section reflect.Type, at string) {
	if n.Ref != "" {
		n = root.Defs[n.Ref[len("#/$defs/"):]]
	}
	assert.Equal(t, "false", string(n.Additional), "%s: unknown keys are refused", at)
	var keys []string
	for _, field := range yamlx.Fields(section) {
		keys = append(keys, field.Key)
		property := n.Properties[field.Key]
		inner := field.Type
		if inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct {
			inner, property = inner.Elem(), *property.Items
		}
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			agree(t, root, property, inner, at+"."+field.Key)
		}
	}
	assert.ElementsMatch(t, keys, slices.Collect(maps.Keys(n.Properties)), "keys of %q", at)
	assert.Subset(t, keys, n.Required)
}

func compiled(t *testing.T) *jsonschema.Schema {
	text, err := os.ReadFile("schema.json")
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", document))
	schema, err := compiler.Compile("schema.json")
	require.NoError(t, err)
	return schema
}

func validate(t *testing.T, file []byte) error {
	asJSON, err := yaml.YAMLToJSON(file)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	require.NoError(t, err)
	return compiled(t).Validate(value)
}

func TestTheExampleIsValid(t *testing.T) {
	const path = "testdata/example.yaml"
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, validate(t, data))
	require.NoError(t, validate(t, []byte(minimal)))
	file, err := Load(path, env(map[string]string{"STAGING_SECRET": "secret", "STAGING_PASSWORD": "password"}))
	require.NoError(t, err)

	// A File may be written as YAML, and read again.
	written, err := yaml.Marshal(file)
	require.NoError(t, err)
	require.NoError(t, validate(t, written))
	again, err := Parse(path, written, noEnv)
	require.NoError(t, err)
	file.Secrets = nil
	assert.Equal(t, file, again)
}

// The schema refuses the same bad values that Parse refuses, as far as a schema can say it.
func TestTheSchemaRefuses(t *testing.T) {
	for _, extra := range []string{
		"isuer: x", "name: 3", "limits: {timeout: 3}", "limits: {timeout: -3s}", "limits: {requests_per_second: -1}", "profiles: [rfc7000]",
		"mint: {strategy: pasword}", "nodes: [localhost]", "nodes: [https://a.example/]", "declares: {rotation: on}", "declares: {foreign_token: answered}", "tls: {insecure: maybe}", "audiences: [a, a]", "declares: {revoke_refresh_token_grant: perhaps}",
	} {
		assert.Error(t, validate(t, []byte(minimal+extra)), extra)
		_, err := Parse("d.yaml", []byte(minimal+extra), noEnv)
		assert.Error(t, err, extra)
	}
	for _, key := range []string{"issuer", "clients", "users"} {
		lines := slices.DeleteFunc(bytes.Split([]byte(minimal), []byte("\n")), func(line []byte) bool { return bytes.HasPrefix(line, []byte(key)) })
		assert.Error(t, validate(t, bytes.Join(lines, []byte("\n"))), key)
	}
}
