package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

// Form reads the body as a form.
func (c *Call) Form() (tenant.Params, error) {
	values, err := url.ParseQuery(string(c.Raw))
	return tenant.Params(values), err
}

// JSONStrings reads the string members of the JSON object in the body, duplicates included: encoding/json would keep
// the last one in silence. Members of other types count as absent.
func (c *Call) JSONStrings() (tenant.Params, error) {
	d := json.NewDecoder(bytes.NewReader(c.Raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	p := tenant.Params{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value any
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if s, ok := value.(string); ok {
			p[name.(string)] = append(p[name.(string)], s)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON object")
	}
	return p, nil
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
