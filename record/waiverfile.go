package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/internal/yamlx"
)

// placeholder is what PasteReady leaves to a person, and no file may keep.
const placeholder = "CHANGE ME"

// Waivers are the accepted breaches of one file, in its order.
type Waivers struct {
	entries []waiverEntry
}

type waiverEntry struct {
	Waiver
	place string // FILE:LINE:COL
}

// ReadWaivers reads a YAML list of waivers, each with rule, owner, reason and expires (YYYY-MM-DD, UTC), all required. The
// error lists all that is wrong, a line each: FILE:LINE:COLUMN, what, and the remedy.
func ReadWaivers(path string) (*Waivers, error) {
	text, err := yamlx.Load(path, "file of waivers")
	if err != nil {
		return nil, err
	}
	return ParseWaivers(path, text)
}

// ParseWaivers is ReadWaivers on the text of a file; path names it in errors.
func ParseWaivers(path string, text []byte) (*Waivers, error) {
	var entries []struct {
		Rule    oneLine `yaml:"rule"`
		Owner   oneLine `yaml:"owner"`
		Reason  oneLine `yaml:"reason"`
		Expires day     `yaml:"expires"`
	}
	file, waivers := yamlx.Read(yamlx.Source{Path: path, Text: text}, &entries), &Waivers{}
	if !file.OK() {
		return nil, file.Err()
	}
	for i, e := range entries {
		key := fmt.Sprintf("[%d]", i)
		w := Waiver{Rule: string(e.Rule), Owner: string(e.Owner), Reason: string(e.Reason), Expires: string(e.Expires)}
		for _, field := range []struct{ key, value string }{{"rule", w.Rule}, {"owner", w.Owner}, {"reason", w.Reason}, {"expires", w.Expires}} {
			if field.value == "" {
				file.Report(key, "a waiver without %s; add \"%s: ...\"", field.key, field.key)
			}
		}
		if w.Rule != "" && slices.ContainsFunc(waivers.entries, func(other waiverEntry) bool { return other.Rule == w.Rule }) {
			file.Report(key, "a second waiver of %s; keep one", w.Rule)
		}
		waivers.entries = append(waivers.entries, waiverEntry{Waiver: w, place: file.Place(key)})
	}
	return waivers, file.Err()
}

// oneLine is a text in one line that says something.
type oneLine string

// SetText reads what a waiver says.
func (l *oneLine) SetText(text string) error {
	switch *l = oneLine(wording.OneLine(text)); {
	case *l == "":
		return errors.New("is empty; say it")
	case strings.HasPrefix(string(*l), placeholder):
		return fmt.Errorf("still says %q; say it", *l)
	}
	return nil
}

type day string

// SetText reads the day on which a waiver ends.
func (d *day) SetText(text string) error {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return fmt.Errorf("is %q; write a date as YYYY-MM-DD", text)
	}
	*d = day(text)
	return nil
}
