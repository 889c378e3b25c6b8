package wire

import (
	"context"
	"net/http"
)

// wasHead is in the context of a HEAD request that is routed as a GET.
type wasHead struct{}

// RoutedAsGet lets a HEAD go where a GET goes: it is a GET whose body nobody is sent (RFC 9110 section 9.3.2). What is
// recorded, and what the policy sees, is HEAD.
func RoutedAsGet(r *http.Request) *http.Request {
	if r.Method != http.MethodHead {
		return r
	}
	r = r.WithContext(context.WithValue(r.Context(), wasHead{}, true))
	r.Method = http.MethodGet
	return r
}

func methodOf(r *http.Request) string {
	if r.Context().Value(wasHead{}) != nil {
		return http.MethodHead
	}
	return r.Method
}
