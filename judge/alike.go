package judge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
)

// Alike compares two answers with the two before them in all that a caller can see, so that they tell nothing. Two of each kind show what
// varies by itself.
func Alike(first, last [2]httpx.Response) *Finding {
	for _, r := range slices.Concat(first[:], last[:]) {
		if SaysNeither(r) {
			return inconclusive("one of the answers was %s", r)
		}
	}
	for _, r := range last {
		if r.Status != first[0].Status {
			return broken("the answers differ: %s, then %s", first[0], r)
		}
	}
	if differ(first, last, func(r httpx.Response) string { return string(r.Body) }) {
		return broken("the answers differ in their bodies: %s with %d bytes, then %s with %d", first[0], len(first[0].Body), last[0], len(last[0].Body))
	}
	return sameHeaders(first, last)
}

// sameHeaders finds a header that is the same for answers of one kind, and different for the other.
func sameHeaders(first, last [2]httpx.Response) *Finding {
	names := map[string]bool{}
	for _, r := range slices.Concat(first[:], last[:]) {
		for name := range r.Header {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if isVolatile(name) {
			continue
		}
		if differ(first, last, func(r httpx.Response) string { return strings.Join(r.Header.Values(name), "\n") }) {
			return broken("the answers differ in their header %s", name)
		}
		if differ(first, last, func(r httpx.Response) string { return fmt.Sprint(len(r.Header.Values(name))) }) {
			return broken("only the answers of one kind have the header %s", name)
		}
	}
	return nil
}

func differ(first, last [2]httpx.Response, what func(httpx.Response) string) bool {
	a, b := what(first[0]), what(last[0])
	return a == what(first[1]) && b == what(last[1]) && a != b
}

// isVolatile says that a header counts or names requests, and differs by itself on servers behind proxies and rate limits.
func isVolatile(name string) bool {
	lower := strings.ToLower(name)
	return slices.Contains([]string{"date", "age", "etag", "set-cookie", "keep-alive", "retry-after", "server-timing"}, lower) ||
		strings.Contains(lower, "ratelimit") || strings.HasPrefix(lower, "cf-")
}
