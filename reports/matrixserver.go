package reports

import (
	"strings"

	"github.com/revokespec/revokespec/record"
)

// MatrixServer is one column.
type MatrixServer struct {
	MatrixSource
	Name, Version string
	Slug          string // names it in addresses; made of the name, no other server has it
}

// Profile is what the server's record says of a profile, nil where its run did not ask for it.
func (s *MatrixServer) Profile(name string) *record.Profile {
	for i := range s.Record.Profiles {
		if s.Record.Profiles[i].Name == name {
			return &s.Record.Profiles[i]
		}
	}
	return nil
}

// Title is the server with its version.
func (s *MatrixServer) Title() string { return strings.TrimSpace(s.Name + " " + s.Version) }

// Caveats are what takes weight from all of a server's verdicts, for the head of its column.
func (s *MatrixServer) Caveats() []string {
	var list []string
	if s.Record.Deployment.Insecure {
		list = append(list, "certificates were not checked")
	}
	if s.Record.Verdict == record.Interrupted {
		list = append(list, "the run was interrupted")
	}
	if len(s.Record.Findings) > 0 && (s.Record.Verdict == record.Conformant || s.Record.Verdict == record.NotJudged) {
		list = append(list, s.Record.Says())
	}
	return list
}
