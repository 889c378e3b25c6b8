package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Form reads the body as a form.
func (c *Call) Form() (tenant.Params, error) { return parameters(string(c.Raw)) }

// JSONStrings reads the string members of the JSON object in the body, duplicates included: encoding/json would keep
// the last one in silence. Null is as good as absent; others are the names of the members that are neither.
func (c *Call) JSONStrings() (p tenant.Params, others []string, err error) {
	d := json.NewDecoder(bytes.NewReader(c.Raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, errors.New("not a JSON object")
	}
	p = tenant.Params{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		var value any
		if err := d.Decode(&value); err != nil {
			return nil, nil, err
		}
		switch s, ok := value.(string); {
		case ok:
			p[name.(string)] = append(p[name.(string)], s)
		case value != nil:
			others = append(others, name.(string))
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, errors.New("something follows the JSON object")
	}
	return p, others, nil
}

// JSONObject reads the body as a JSON object.
func (c *Call) JSONObject() (map[string]any, error) {
	var out map[string]any
	if err := json.Unmarshal(c.Raw, &out); err != nil {
		return nil, err
	}
	if out == nil {
		return nil, errors.New("not a JSON object")
	}
	return out, nil
}
