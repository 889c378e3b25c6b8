package features

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
)

// Catalogue is the rules of some feature files, in catalogue order, with the text they were read from.
type Catalogue struct {
	Rules   []Rule
	files   map[string]*file
	digests *sync.Map // of those of its scenarios that were asked for: which they are -> the digest of their text
}

// file is one feature file: its lines, and where each block begins.
type file struct {
	lines  []string
	starts []int // first lines of all rules, backgrounds and scenarios, ascending
	owners map[int][]int
}

// BuiltIn reads the rules that ship with the tool. Their locations begin with "features/".
// They are read once; the rules that are returned belong to the caller.
func BuiltIn() (*Catalogue, error) {
	c, err := builtIn()
	if err != nil {
		return nil, err
	}
	own := &Catalogue{Rules: slices.Clone(c.Rules), files: c.files, digests: c.digests}
	for i := range own.Rules {
		own.Rules[i].Scenarios = slices.Clone(own.Rules[i].Scenarios)
	}
	return own, nil
}

var builtIn = sync.OnceValues(func() (*Catalogue, error) { return Read(FS, "features", nil) })

// Read reads every .feature file below fsys; dir is what locations begin with. Rules with an id of taken are refused, since
// an id means one rule everywhere. An error names file and line.
func Read(fsys fs.FS, dir string, taken *Catalogue) (*Catalogue, error) {
	c := &Catalogue{files: map[string]*file{}, digests: &sync.Map{}}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".feature") {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return c.add(path.Join(dir, name), text)
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(c.Rules, compare)
	return c, c.check(taken)
}

// Join gives the rules of both catalogues.
func (c *Catalogue) Join(other *Catalogue) *Catalogue {
	joined := &Catalogue{Rules: slices.Concat(c.Rules, other.Rules), files: map[string]*file{}, digests: &sync.Map{}}
	for _, from := range []*Catalogue{c, other} {
		for name, f := range from.files {
			joined.files[name] = f
		}
	}
	slices.SortStableFunc(joined.Rules, compare)
	return joined
}

// Rule finds a rule by its id.
func (c *Catalogue) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(c.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return c.Rules[i], true
}

// Find finds a scenario that was read elsewhere by its name and its tags, of which one is the id of its rule.
func (c *Catalogue) Find(name string, tags []string) (Rule, Scenario, bool) {
	for _, r := range c.Rules {
		for _, s := range r.Scenarios {
			if s.Name == name && slices.Equal(s.Tags, tags) {
				return r, s, true
			}
		}
	}
	return Rule{}, Scenario{}, false
}

// JudgeOf is the id of the rule that judges something that a server does, "" where no rule says so.
func (c *Catalogue) JudgeOf(subject string) string {
	i := slices.IndexFunc(c.Rules, func(r Rule) bool { return slices.Contains(r.Judges, subject) })
	if i < 0 {
		return ""
	}
	return c.Rules[i].ID
}

// IDs lists the ids of all rules, in catalogue order.
func (c *Catalogue) IDs() []string {
	var ids []string
	for _, r := range c.Rules {
		ids = append(ids, r.ID)
	}
	return ids
}

func (c *Catalogue) add(name string, text []byte) error {
	ids := &messages.Incrementing{}
	doc, err := gherkin.ParseGherkinDocument(bytes.NewReader(text), ids.NewId)
	if err != nil {
		return fmt.Errorf("%s: %s", name, strings.Join(strings.Fields(err.Error()), " "))
	}
	if doc.Feature == nil {
		return nil
	}
	r := newReader(name, doc, gherkin.Pickles(*doc, name, ids.NewId))
	rules, err := r.rules()
	if err != nil {
		return err
	}
	c.Rules = append(c.Rules, rules...)
	c.files[name] = r.file(string(text))
	return nil
}

func (c *Catalogue) check(taken *Catalogue) error {
	seen, judges := map[string]string{}, map[string]string{}
	for _, r := range c.Rules {
		for _, subject := range r.Judges {
			if other, twice := judges[subject]; twice {
				return fmt.Errorf("%s: %q is what rule %s judges already; leave it to that one", r.Location, subject, other)
			}
			judges[subject] = r.ID
		}
		if at, twice := seen[r.ID]; twice {
			return fmt.Errorf("%s: rule %s stands at %s already; give it an id of its own", r.Location, r.ID, at)
		}
		seen[r.ID] = r.Location
		if taken == nil {
			continue
		}
		if own, ok := taken.Rule(r.ID); ok {
			return fmt.Errorf("%s: %s is the id of a built-in rule (%s); give yours another", r.Location, r.ID, own.Title)
		}
	}
	return nil
}
