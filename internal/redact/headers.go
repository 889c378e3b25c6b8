package redact

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// KeptHeaders is how much of a message's headers the record keeps, in bytes, names included. Most messages have about 1 KiB.
const KeptHeaders = 16 << 10

// leftOut stands in the record in place of a header's name, before the number of values that are not kept.
const leftOut = "(not kept)"

// Headers returns the headers without secrets. Where there are too many, the longest are cut, and it says so.
func (v *Redactor) Headers(h http.Header) map[string][]string {
	out, room, more := make(map[string][]string, len(h)), KeptHeaders, 0
	for _, name := range shortestFirst(h) {
		for _, value := range h[name] {
			if room -= len(name); room <= 0 {
				more++
				continue
			}
			text := v.header(name, value) // before it is cut, so that no half of a secret remains
			if len(text) > room {
				text = strings.ToValidUTF8(text[:room], "") + fmt.Sprintf(" ... (%d bytes in all)", len(text))
			}
			room -= len(text)
			shown := v.Hide(name)
			out[shown] = append(out[shown], text)
		}
	}
	if more > 0 {
		out[leftOut] = []string{fmt.Sprintf("%d more values of headers", more)}
	}
	return out
}

func shortestFirst(h http.Header) []string {
	sizes := make(map[string]int, len(h))
	for name, values := range h {
		for _, value := range values {
			sizes[name] += len(name) + len(value)
		}
	}
	return slices.SortedFunc(maps.Keys(h), func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[a], sizes[b]), strings.Compare(a, b))
	})
}
