package record_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func TestRecordsFitTheirSchema(t *testing.T) {
	for name, r := range map[string]*record.Record{"example": recordtest.Example(), "mock": recordtest.Mock(), "empty": {Verdict: record.NotJudged, ExitCode: 3}} {
		t.Run(name, func(t *testing.T) { assert.NoError(t, recordtest.Validate(t, recordtest.Written(t, r))) })
	}
}

func TestTheSchemaRefuses(t *testing.T) {
	good := string(recordtest.Written(t, recordtest.Example()))
	for name, swap := range map[string][2]string{
		"an unknown field":       {`"requests":`, `"request_count":`},
		"an unknown verdict":     {`"verdict": "waived"`, `"verdict": "maybe"`},
		"another version":        {`revokespec/run/v1`, `revokespec/run/v2`},
		"an exit code of no run": {`"exit_code": 1`, `"exit_code": 2`},
		"a date in words":        {`"expires": "2026-12-31"`, `"expires": "soon"`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, good, swap[0])
			assert.Error(t, recordtest.Validate(t, []byte(strings.Replace(good, swap[0], swap[1], 1))))
		})
	}
}

// TestTheSchemaNamesEveryField holds the types and the schema together in both directions, required fields included.
func TestTheSchemaNamesEveryField(t *testing.T) {
	var root map[string]any
	require.NoError(t, json.Unmarshal(record.JSONSchema, &root))
	compareFields(t, "record", reflect.TypeFor[record.Record](), root, root)
}

func compareFields(t *testing.T, path string, typ reflect.Type, schema, root map[string]any) {
	t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		schema = root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	switch {
	case typ.Kind() == reflect.Pointer:
		compareFields(t, path, typ.Elem(), schema, root)
	case typ.Kind() == reflect.Slice && typ.Elem().Kind() == reflect.Struct:
		compareFields(t, path+"[]", typ.Elem(), schema["items"].(map[string]any), root)
	case typ.Kind() == reflect.Struct && typ != reflect.TypeFor[time.Time]():
		properties := schema["properties"].(map[string]any)
		assert.Equal(t, false, schema["additionalProperties"], path)
		var names, required []string
		for i := range typ.NumField() {
			name, option, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if name == "-" { // never written
				continue
			}
			names = append(names, name)
			if option != "omitempty" {
				required = append(required, name)
			}
			if property, ok := properties[name].(map[string]any); assert.True(t, ok, "%s.%s is not in the schema", path, name) {
				compareFields(t, path+"."+name, typ.Field(i).Type, property, root)
			}
		}
		assert.Len(t, properties, len(names), path)
		inSchema := []string{}
		for _, name := range schema["required"].([]any) {
			inSchema = append(inSchema, name.(string))
		}
		slices.Sort(inSchema)
		slices.Sort(required)
		assert.Equal(t, required, inSchema, path)
	}
}

func TestReadGivesBackWhatWasWritten(t *testing.T) {
	first := recordtest.Written(t, recordtest.Example())
	r, err := record.Read("run.json", bytes.NewReader(first))
	require.NoError(t, err)
	assert.Equal(t, string(first), string(recordtest.Written(t, r)))
	assert.Equal(t, recordtest.Example().Rules[1].Reason, r.Rules[1].Reason)
}

func TestWritingLeavesTheRecordAlone(t *testing.T) {
	r := recordtest.Mock()
	before := *r
	recordtest.Written(t, r)
	assert.Nil(t, r.Deployment.Capabilities)
	assert.Equal(t, before, *r)
}

func TestReadRefuses(t *testing.T) {
	good := string(recordtest.Written(t, recordtest.Example()))
	for name, c := range map[string]struct{ in, want string }{
		"nothing":         {" \n", "run.json: empty: the run that should have written it did not end"},
		"half a record":   {good[:len(good)/2], "run.json: truncated: the run record ends too early; write it again"},
		"a page":          {"<html>", "run.json: not a run record: byte 1: invalid character '<' looking for beginning of value"},
		"another JSON":    {`{"name": "x"}`, `run.json: not a run record: it lacks "schema": "revokespec/run/v1"`},
		"a list":          {`[]`, "run.json: not a run record"},
		"another tool's":  {`{"schema": "bowtie/v1"}`, `run.json: not a run record: schema is "bowtie/v1", want "revokespec/run/v1"`},
		"a later version": {`{"schema": "revokespec/run/v2"}`, "run.json: a run record of version v2, and this revokespec reads v1: use the one that wrote it"},
		"unknown field":   {strings.Replace(good, `"requests"`, `"request_count"`, 1), `run.json: not a run record: unknown field "request_count"`},
		"wrong type":      {strings.Replace(good, `"requests": 612`, `"requests": "612"`, 1), "run.json: not a run record: requests is a string, want int"},
		"two records":     {good + good, "run.json: not a run record: byte"},
		"unknown verdict": {strings.Replace(good, `"verdict": "waived"`, `"verdict": "maybe"`, 1), `run.json: not a run record: the verdict of rule "GRT-01" is "maybe"`},
		"unknown outcome": {strings.Replace(good, `"verdict": "not-conformant"`, `"verdict": "fine"`, 1), `run.json: not a run record: verdict is "fine"`},
		"the same rule":   {strings.Replace(good, `"id": "REV-03"`, `"id": "REV-01"`, 1), `run.json: not a run record: rule "REV-01" comes twice`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := record.Read("run.json", strings.NewReader(c.in))
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.json")
	_, err := record.ReadFile(path)
	assert.ErrorContains(t, err, "no such file")
	require.NoError(t, os.WriteFile(path, recordtest.Written(t, recordtest.Mock()), 0o600))
	r, err := record.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, r.Deployment.Mock)
}
