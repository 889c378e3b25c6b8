package features

import (
	_ "embed" // for the sources

	"github.com/revokespec/revokespec/internal/yamlx"
)

//go:embed sources.yaml
var sources []byte

// Sources says which rules judge each sentence of the founding document, and what was chosen where the sources of the
// rules contradict each other.
type Sources struct {
	Document       string          `yaml:"document"`
	Sections       []Section       `yaml:"sections"`
	Contradictions []Contradiction `yaml:"contradictions"`
}

// Section is one of the document, in its order.
type Section struct {
	Name      string     `yaml:"name"`
	Sentences []Sentence `yaml:"sentences"`
}

// Sentence is one of the document, in our own words.
type Sentence struct {
	Says     string   `yaml:"says"`
	Rules    []string `yaml:"rules"`    // ids
	Untested string   `yaml:"untested"` // why no test can show it, where no rule does
	Note     string   `yaml:"note"`     // how it is read: words, or the id of a contradiction
}

// Contradiction is one between sources.
type Contradiction struct {
	ID       string   `yaml:"id"`
	Conflict string   `yaml:"conflict"`
	Choice   string   `yaml:"choice"`
	Rules    []string `yaml:"rules"` // ids of those that follow the choice
}

// ReadSources reads what ships with the rules.
func ReadSources() (Sources, error) {
	var s Sources
	err := yamlx.Read(yamlx.Source{Path: "sources.yaml", Text: sources}, &s).Err()
	return s, err
}
