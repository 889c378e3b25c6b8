// Package codec writes what a store keeps, for stores that outlive the process: each thing as a JSON object, whose members are the exported
// fields of its type in package tenant. Durations are nanoseconds, times RFC 3339, hashes base64url. In the free-form maps of
// an application, a user, an API, the settings or a log event, numbers and lists come back as encoding/json has them: float64, []any.
package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Version is that of the encoding. It changes when a field is renamed, taken away, or means something else. A field that is new does not
// change it: in what was written before, it has its zero value.
const Version = 1

// Encode writes one thing that a store keeps.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%T cannot be kept: %w", v, err)
	}
	return data, nil
}

// Decode reads it into a pointer. A member that is unknown is an error: who has written it knew what would be lost.
func Decode(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(to)
	if err == nil && d.More() {
		err = errors.New("there is more after it")
	}
	if err != nil {
		return fmt.Errorf("%T cannot be read: %w", to, err) // encoding/json names members, and of their values numbers alone
	}
	return nil
}
