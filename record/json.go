package record

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
)

// JSONSchema is the JSON Schema (draft 2020-12) of the run record.
//
//go:embed run.schema.json
var JSONSchema []byte

// What Read takes in at most: five times what a run of all rules keeps with --evidence all, in bytes, and in members of lists and
// objects. Of those, two bytes become a hundred in memory.
const (
	recordLimit = 32 << 20
	mostMembers = 1 << 19
)

// WriteJSON writes the record as indented JSON. Empty lists are written as lists, never as null.
func WriteJSON(w io.Writer, r *Record) error {
	whole := r.withoutNulls()
	return wording.JSON(w, &whole, " ") // a line is ten levels deep: two spaces would be a fifth of the file
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

// Read reads a record, compressed by gzip or not. It refuses what is no whole record of this version, and verdicts that do not follow
// from the record's own steps. The error is one line that begins with name.
func Read(name string, src io.Reader) (*Record, error) {
	data, err := readWhole(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if countMembers(data) > mostMembers {
		return nil, fmt.Errorf("%s: more than %d members: not a run record", name, mostMembers)
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
		return nil, fmt.Errorf("%s: not a run record: %w", name, err)
	}
	if err := r.follows(); err != nil {
		return nil, fmt.Errorf("%s: was edited, or is of another version: %s", name, wording.OneLine(err.Error()))
	}
	return r, nil
}

// readWhole takes in what a record may have, and no more: a gzip of some kilobytes can hold gigabytes.
func readWhole(src io.Reader) ([]byte, error) {
	bounded := bufio.NewReader(io.LimitReader(src, recordLimit+1))
	plain := io.Reader(bounded)
	if magic, _ := bounded.Peek(2); string(magic) == gzipMagic {
		unzipped, err := gzip.NewReader(bounded)
		if err != nil {
			return nil, notUnzipped(err)
		}
		plain = io.LimitReader(unzipped, recordLimit+1)
	}
	data, err := io.ReadAll(plain)
	switch {
	case len(data) > recordLimit:
		return nil, fmt.Errorf("larger than %d MiB: not a run record", recordLimit>>20)
	case plain != bounded && err != nil:
		return nil, notUnzipped(err)
	}
	return data, err
}

// countMembers is the number of members of all lists and objects, less one of each.
func countMembers(data []byte) (n int) {
	text := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			text = !text
		case text && c == '\\': // what comes after it ends no text
			i++
		case !text && c == ',':
			n++
		}
	}
	return n
}

const gzipMagic = "\x1f\x8b" // RFC 1952 section 2.3.1

func notUnzipped(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("truncated: the gzip ends too early; write it again")
	}
	return fmt.Errorf("not a run record: %w", err)
}

func checkSchema(id string) error {
	kind, version, found := strings.Cut(id, "/run/")
	switch {
	case id == Schema:
		return nil
	case id == "":
		return fmt.Errorf("not a run record: it lacks \"schema\": %q", Schema)
	case found && kind == "revokespec":
		return fmt.Errorf("a run record of version %s, and this revokespec reads v1: use the one that wrote it", wording.Printable(wording.OneLine(version)))
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

// check refuses what decodes but would be miscounted: unknown words, and an id that comes twice.
func (r *Record) check() error {
	runs := []RunVerdict{Conformant, NotConformant, NotJudged, Interrupted}
	if !slices.Contains(runs, r.Verdict) {
		return fmt.Errorf("verdict is %q", r.Verdict)
	}
	if !slices.Contains([]Evidence{"", EvidenceFailures, EvidenceAll, EvidenceStripped}, r.Evidence) {
		return fmt.Errorf("evidence is %q", r.Evidence)
	}
	if r.Shard != nil {
		if err := r.Shard.check(); err != nil {
			return err
		}
	}
	if year := r.Started.UTC().Year(); year < 0 || year > 9999 { // which could not be written again
		return fmt.Errorf("started in the year %d", year)
	}
	for _, f := range r.Findings {
		if !slices.Contains(findingKinds, f.Kind) {
			return fmt.Errorf("a finding of the kind %q", f.Kind)
		}
	}
	seen := map[string]bool{}
	for i := range r.Rules {
		rule := &r.Rules[i]
		if rule.ID == "" {
			return errors.New("a rule without an id")
		}
		if seen[rule.ID] {
			return fmt.Errorf("rule %q comes twice", rule.ID)
		}
		if err := rule.check(); err != nil {
			return err
		}
		seen[rule.ID] = true
	}
	return nil
}

func (r *Rule) check() error {
	if severity(r.Verdict) < 0 && r.Verdict != Waived {
		return fmt.Errorf("the verdict of rule %q is %q", r.ID, r.Verdict)
	}
	if r.Level != Must && r.Level != Should {
		return fmt.Errorf("the level of rule %q is %q", r.ID, r.Level)
	}
	for _, s := range r.Scenarios {
		for _, step := range s.Steps {
			if step.Verdict != "" && severity(step.Verdict) < 0 {
				return fmt.Errorf("rule %q has a step with the verdict %q", r.ID, step.Verdict)
			}
		}
	}
	return nil
}

// withoutNulls is a copy of the record in which nil lists and maps are empty ones, as the schema wants them.
func (r *Record) withoutNulls() Record {
	c := *r
	c.Schema = Schema
	c.Started = c.Started.UTC()
	c.Deployment.Capabilities = copiedList(c.Deployment.Capabilities)
	c.Deployment.Declares = copiedMap(c.Deployment.Declares)
	c.Profiles, c.Plan, c.Rules = copiedList(c.Profiles), copiedList(c.Plan), copiedList(c.Rules)
	c.Soak = c.Soak.withoutNulls()
	for i := range c.Rules {
		rule := &c.Rules[i]
		rule.Profiles, rule.Scenarios = copiedList(rule.Profiles), copiedList(rule.Scenarios)
		for j := range rule.Scenarios {
			rule.Scenarios[j].Steps = copiedList(rule.Scenarios[j].Steps)
			for k := range rule.Scenarios[j].Steps {
				step := &rule.Scenarios[j].Steps[k]
				step.Exchanges = copiedList(step.Exchanges)
				step.Curves = slices.Clone(step.Curves)
				for c := range step.Curves {
					step.Curves[c].Probes = copiedList(step.Curves[c].Probes)
				}
				for x := range step.Exchanges {
					step.Exchanges[x].withoutNulls()
				}
			}
		}
	}
	return c
}

func (x *Exchange) withoutNulls() {
	x.Request.Headers = copiedMap(x.Request.Headers)
	if x.Response != nil {
		response := *x.Response
		response.Headers = copiedMap(response.Headers)
		x.Response = &response
	}
}

func copiedList[T any](s []T) []T { return append([]T{}, s...) }

func copiedMap[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}
