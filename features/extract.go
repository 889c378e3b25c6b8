package features

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Extract gives the text of the scenario's file without all other scenarios and rules, so that it can be run by itself. An outline is
// extracted whole.
func (c *Catalogue) Extract(s Scenario) []byte { return c.extract(s, "") }

// extract has something stand in the place of each line that it leaves out.
func (c *Catalogue) extract(s Scenario, instead string) []byte {
	f := c.files[s.File]
	if f == nil {
		return nil
	}
	var text strings.Builder
	kept, next := true, 0
	for i, line := range f.lines {
		for ; next < len(f.starts) && f.starts[next] == i+1; next++ {
			kept = slices.Contains(f.owners[s.Block], i+1)
		}
		if kept {
			text.WriteString(line + "\n")
		} else {
			text.WriteString(instead)
		}
	}
	return []byte(strings.TrimSuffix(text.String(), "\n"))
}

// file notes for every scenario which blocks it needs: itself, its rule's head, and the backgrounds before it.
func (r *reader) file(text string) *file {
	f := &file{lines: strings.Split(text, "\n"), owners: map[int][]int{}}
	for _, b := range r.blocks {
		f.starts = append(f.starts, b.start)
		if !b.scenario {
			continue
		}
		for _, other := range r.blocks {
			head := !other.scenario && (other.rule == 0 || other.rule == b.rule)
			if head || other.line == b.line {
				f.owners[b.line] = append(f.owners[b.line], other.start)
			}
		}
	}
	slices.Sort(f.starts)
	return f
}

// Digest identifies the rules, each with its place in its file: two catalogues that judge alike have the same one.
func (c *Catalogue) Digest() string {
	which := c.hash(func(s Scenario) []byte { return fmt.Appendf(nil, "%s:%d ", s.File, s.Block) })
	if known, is := c.digests.Load(which); is {
		return known.(string)
	}
	digest := "sha256:" + c.hash(func(s Scenario) []byte { return c.extract(s, "\n") })[:32]
	c.digests.Store(which, digest)
	return digest
}

// hash is that of something of each scenario, each with the controls that end it.
func (c *Catalogue) hash(of func(Scenario) []byte) string {
	h := sha256.New()
	for _, rule := range c.Rules {
		for _, s := range rule.Scenarios {
			h.Write(of(s))
			for _, step := range s.Steps[len(s.Steps)-s.Closing:] {
				h.Write([]byte(step.Text))
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
