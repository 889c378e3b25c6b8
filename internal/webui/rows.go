package webui

import (
	"slices"
	"strings"
)

// Rows are the rows of a list.
type Rows []row

// of is the first row that holds the text as a whole, nil when there is none.
func (rs Rows) of(text string) *row {
	if i := slices.IndexFunc(rs, func(r row) bool { return r.names(text) }); i >= 0 {
		return &rs[i]
	}
	return nil
}

// Names says whether one of the rows holds the text as a whole.
func (rs Rows) Names(text string) bool { return rs.of(text) != nil }

// Other returns the text of the first row that holds none of the texts, "" when there is none.
func (rs Rows) Other(texts []string) string {
	for _, r := range rs {
		if !slices.ContainsFunc(texts, r.names) {
			return r.text
		}
	}
	return ""
}

// names says whether the row holds the text as a whole: an id is not found in a longer one.
func (r row) names(text string) bool {
	for rest := r.text; ; {
		i := strings.Index(rest, text)
		if i < 0 || text == "" {
			return false
		}
		before, after := r.text[:len(r.text)-len(rest)+i], rest[i+len(text):]
		if !endsInWord(before) && !beginsWithWord(after) {
			return true
		}
		rest = rest[i+1:]
	}
}

func endsInWord(s string) bool { return s != "" && isWord(s[len(s)-1]) }

// beginsWithWord leaves a full stop or colon at the end of a sentence outside of what it follows.
func beginsWithWord(s string) bool {
	return s != "" && isWord(s[0]) || len(s) > 1 && strings.ContainsRune(".:", rune(s[0])) && isWord(s[1])
}

// isWord says whether a character may stand inside an id, a name or an address.
func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-_|@/+", c) >= 0 || c >= 0x80
}
