package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// RecordSchema is the JSON Schema (draft 2020-12) of the run record.
//
//go:embed run.schema.json
var RecordSchema []byte

// recordLimit bounds what Read takes in, in bytes: far above any real record, far below what hurts.
const recordLimit = 256 << 20

// WriteJSON writes the record as indented JSON. Empty lists are written as lists, never as null.
func WriteJSON(w io.Writer, r *Record) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	whole := r.withoutNulls()
	return out.Encode(&whole)
}

// ReadFile reads the record in a file, as Read does.
func ReadFile(path string) (*Record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("run record: %w: name a file that `run --report json=PATH` wrote", err)
	}
	defer func() { _ = file.Close() }()
	return Read(path, file)
}

// Read reads a record and refuses, in one line that begins with name, whatever is not a whole one of this version.
func Read(name string, src io.Reader) (*Record, error) {
	data, err := io.ReadAll(io.LimitReader(src, recordLimit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > recordLimit {
		return nil, fmt.Errorf("%s: larger than %d MiB: not a run record", name, recordLimit>>20)
	}
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%s: %s", name, jsonFault(data, err))
	}
	if err := checkSchema(head.Schema); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Record{}
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	if err := strict.Decode(r); err != nil {
		return nil, fmt.Errorf("%s: %s", name, jsonFault(data, err))
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

func checkSchema(id string) error {
	kind, version, found := strings.Cut(id, "/run/")
	switch {
	case id == Schema:
		return nil
	case id == "":
		return fmt.Errorf("not a run record: it lacks \"schema\": %q", Schema)
	case found && kind == "revokespec":
		return fmt.Errorf("a run record of version %s, and this revokespec reads v1: use the one that wrote it", printable(oneLine(version)))
	}
	return fmt.Errorf("not a run record: schema is %q, want %q", id, Schema)
}

func jsonFault(data []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "empty: the run that should have written it did not end"
	case strings.Contains(err.Error(), "unexpected end of JSON input"):
		return "truncated: the run record ends too early; write it again"
	case errors.As(err, &syntax):
		return fmt.Sprintf("not a run record: byte %d: %v", syntax.Offset, err)
	case errors.As(err, &kind):
		return fmt.Sprintf("not a run record: %s is a %s, want %s", kind.Field, kind.Value, kind.Type)
	}
	return "not a run record: " + strings.TrimPrefix(err.Error(), "json: ")
}

// check refuses what decodes but would be miscounted: unknown verdicts, and an id that comes twice.
func (r *Record) check() error {
	runs := []RunVerdict{Conformant, NotConformant, NotJudged, Interrupted}
	if !slices.Contains(runs, r.Verdict) {
		return fmt.Errorf("not a run record: verdict is %q", r.Verdict)
	}
	if year := r.Started.UTC().Year(); year < 0 || year > 9999 { // which could not be written again
		return fmt.Errorf("not a run record: started in the year %d", year)
	}
	seen := map[string]bool{}
	for _, rule := range r.Rules {
		switch {
		case severity(rule.Verdict) < 0 && rule.Verdict != Waived:
			return fmt.Errorf("not a run record: the verdict of rule %q is %q", rule.ID, rule.Verdict)
		case rule.ID == "":
			return errors.New("not a run record: a rule without an id")
		case seen[rule.ID]:
			return fmt.Errorf("not a run record: rule %s comes twice", rule.ID)
		}
		seen[rule.ID] = true
	}
	return nil
}

// withoutNulls is a copy of the record in which nil lists and maps are empty ones, as the schema wants them.
func (r *Record) withoutNulls() Record {
	c := *r
	c.Schema = Schema
	c.Started = c.Started.UTC()
	c.Deployment.Capabilities = list(c.Deployment.Capabilities)
	c.Deployment.Declares = object(c.Deployment.Declares)
	c.Profiles, c.Plan, c.Rules = list(c.Profiles), list(c.Plan), list(c.Rules)
	for i := range c.Rules {
		rule := &c.Rules[i]
		rule.Profiles, rule.Scenarios = list(rule.Profiles), list(rule.Scenarios)
		for j := range rule.Scenarios {
			rule.Scenarios[j].Steps = list(rule.Scenarios[j].Steps)
			for k := range rule.Scenarios[j].Steps {
				step := &rule.Scenarios[j].Steps[k]
				step.Exchanges = list(step.Exchanges)
				for x := range step.Exchanges {
					step.Exchanges[x].withoutNulls()
				}
			}
		}
	}
	return c
}

func (x *Exchange) withoutNulls() {
	x.Request.Headers = object(x.Request.Headers)
	if x.Response != nil {
		response := *x.Response
		response.Headers = object(response.Headers)
		x.Response = &response
	}
}

func list[T any](s []T) []T { return append([]T{}, s...) }

func object[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}
