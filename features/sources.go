package features

import (
	_ "embed" // for the sources

	"github.com/goccy/go-yaml"
)

//go:embed sources.yaml
var sources []byte

// Sources says which rules judge each sentence of the founding document, and what was chosen where the sources of the
// rules contradict each other.
type Sources struct {
	Document       string
	Sections       []Section
	Contradictions []Contradiction
}

// Section is one of the document, in its order.
type Section struct {
	Name      string
	Sentences []Sentence
}

// Sentence is one of the document, in our own words.
type Sentence struct {
	Says     string
	Rules    []string // ids
	Untested string   // why no test can show it, where no rule does
	Note     string   // how it is read: words, or the id of a contradiction
}

// Contradiction is one between sources.
type Contradiction struct {
	ID       string
	Conflict string
	Choice   string
	Rules    []string // ids of those that follow the choice
}

// ReadSources reads what ships with the rules.
func ReadSources() (Sources, error) {
	var s Sources
	return s, yaml.UnmarshalWithOptions(sources, &s, yaml.DisallowUnknownField())
}
