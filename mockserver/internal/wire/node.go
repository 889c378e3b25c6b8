package wire

import (
	"context"
	"net/http"
)

// node is in the context of a request that arrived at a single node.
type node struct{}

// AtNode is the request as it arrives at the n-th node, from 1.
func AtNode(r *http.Request, n int) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), node{}, n))
}

// nodeOf is the node that a request arrived at; 0 is none in particular.
func nodeOf(r *http.Request) int {
	n, _ := r.Context().Value(node{}).(int)
	return n
}
