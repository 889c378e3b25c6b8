package features

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Extract gives the text of the scenario's file with every other scenario and rule blanked out, so that it can be run by
// itself and all line numbers stay true. An outline is extracted whole.
func (c *Catalogue) Extract(s Scenario) []byte {
	f := c.files[s.File]
	if f == nil {
		return nil
	}
	kept := f.owners[s.Block]
	lines := slices.Clone(f.lines)
	for i, start := range f.starts {
		if slices.Contains(kept, start) {
			continue
		}
		end := len(lines) + 1
		if i+1 < len(f.starts) {
			end = f.starts[i+1]
		}
		for line := start; line < end; line++ {
			lines[line-1] = ""
		}
	}
	return []byte(strings.Join(lines, "\n"))
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

// Digest identifies the rules: two catalogues that judge alike have the same one.
func (c *Catalogue) Digest() string {
	h := sha256.New()
	for _, rule := range c.Rules {
		for _, s := range rule.Scenarios {
			h.Write(c.Extract(s))
			for _, step := range s.Steps[len(s.Steps)-s.Closing:] {
				h.Write([]byte(step.Text))
			}
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))[:32]
}
