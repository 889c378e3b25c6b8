package provision

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/yamlx"
)

// described is what the written file has besides what the tenant's file says.
type described struct {
	Clients   file.Clients `yaml:"clients"`
	Users     []file.User  `yaml:"users"`
	Audiences []string     `yaml:"audiences"`
	Mint      file.Mint    `yaml:"-"`
}

// compose is the tenant's file as it stands, references to the environment included, and after it what was made.
func (o Options) compose(d *described) ([]byte, error) {
	var out bytes.Buffer
	out.Write(bytes.TrimRight(o.Text, "\n"))
	fmt.Fprintf(&out, "\n\n# What `revokespec provision` made on %s; `revokespec restore` deletes it there.\n", time.Now().UTC().Format(time.DateOnly))
	parts := []any{d}
	if !o.gives("mint") {
		parts = append(parts, map[string]file.Mint{"mint": d.Mint})
	}
	if !o.gives("limits") {
		parts = append(parts, map[string]file.Limits{"limits": freeLimits})
	}
	for _, part := range parts {
		text, err := yamlx.Write(part)
		if err != nil {
			return nil, err
		}
		out.WriteString(strings.ReplaceAll(string(text), "${", "$${"))
	}
	return out.Bytes(), nil
}

// writeNew writes a file that only its owner may read, whole or not at all, and never over another one.
func writeNew(path string, text []byte) error {
	err := partfile.Write(path, text, false)
	if errors.Is(err, fs.ErrExist) {
		return file.NewError(path, "is there already; provision overwrites nothing")
	}
	return err
}
