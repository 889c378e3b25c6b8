package file

import (
	_ "embed" // for the schema
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of the deployment file, for editors.
func Schema() []byte { return slices.Clone(schema) }
