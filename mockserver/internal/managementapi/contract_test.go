package managementapi_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// contract is the OpenAPI document that is served. Every exchange of these tests is held against it.
type contract struct {
	document *openapi3.T
	router   routers.Router
}

var theContract = sync.OnceValues(func() (*contract, error) {
	w := httptest.NewRecorder()
	mockserver.New().ServeHTTP(w, httptest.NewRequest("GET", "/api/v2/openapi.json", nil)) // without a token
	document, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	if err != nil {
		return nil, err
	}
	router, err := legacy.NewRouter(document)
	return &contract{document, router}, err
})

// hold checks an exchange: an answer must be documented; a request that was accepted must be one that is documented.
// It returns the operation, or nil for what is none.
func (k *contract) hold(t testing.TB, r *http.Request, body []byte, w *httptest.ResponseRecorder) *openapi3.Operation {
	route, parts, err := k.router.FindRoute(r)
	if err != nil || strings.HasSuffix(r.URL.EscapedPath(), "/") { // which that router would overlook
		return nil
	}
	r.Body = http.NoBody
	if len(body) > 0 {
		r.Body = readCloser{bytes.NewReader(body)}
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: parts, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, MultiError: true}}
	if w.Code < 300 {
		assert.NoError(t, openapi3filter.ValidateRequest(t.Context(), in), "accepted, but not documented: %s %s", r.Method, r.URL)
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: w.Code, Header: w.Header(), Options: in.Options}
	out.SetBodyBytes(w.Body.Bytes())
	assert.NoError(t, openapi3filter.ValidateResponse(t.Context(), out), "answered, but not documented: %s %s", r.Method, r.URL)
	return route.Operation
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

func TestTheDocumentIsValid(t *testing.T) {
	k, err := theContract()
	require.NoError(t, err)
	assert.NoError(t, k.document.Validate(t.Context()))
	assert.Equal(t, "3.0.3", k.document.OpenAPI)
}
