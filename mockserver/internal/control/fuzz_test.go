package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

var operations = []string{"GET /clock", "POST /clock", "POST /reset", "GET /state", "GET /requests", "DELETE /requests", "GET /deviations", "PUT /deviations"}

// Every answer is JSON, an error is one line, and after a reset the mock is what it was.
func FuzzControl(f *testing.F) {
	for _, body := range []string{"", "{}", "[]", "null", "{", `{"advance":"9223372036854775807ns"}`, `{"advance":""}`, `{"advance":{"a":[]}}`, `{"now":"0000-01-01T00:00:00Z"}`,
		`{"now":"2026-01-01T00:00:00-23:59"}`, `{"founded":"0001-01-01T00:00:00Z"}`, `{"founded":"9999-12-31T23:59:59.999999999-23:59"}`, `{"founded":"2020-06-01T00:00:00Z"}`, `{"founded":null}`,
		`{"names":["\u0000","a\nb"]}`, `{"names":[null]}`, `{"names":[]}`, `{"a\nb":1}`, `{"names":[]}x`, "\xff", strings.Repeat(`{"names":[`, 10_000)} {
		for i := range operations {
			f.Add(uint8(i), "", body)
		}
	}
	for _, query := range []string{"after=-9223372036854775808", "after=", "status=xx", "status=%00&path=%ff", "x%0a=1", "%zz", "method=&client_id="} {
		f.Add(uint8(4), query, "")
	}
	s := mockserver.New(mockserver.WithControl("key"), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(f, s.Err())
	reset := func() *httptest.ResponseRecorder { return do(s, http.MethodPost, "/_mock/reset", "key", "") }
	f.Fuzz(func(t *testing.T, operation uint8, query, body string) {
		method, path, _ := strings.Cut(operations[int(operation)%len(operations)], " ")
		r := httptest.NewRequest(method, "/_mock"+path, strings.NewReader(body))
		r.URL = &url.URL{Path: r.URL.Path, RawQuery: query}
		r.Header.Set("Authorization", "Bearer key")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		require.Less(t, w.Code, 500, w.Body)
		if w.Code != http.StatusNoContent {
			var answered map[string]any
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answered))
			message, isError := answered["error"].(string)
			assert.Equal(t, w.Code >= 400, isError, w.Body)
			assert.NotContains(t, message, "\n")
		}
		require.Equal(t, http.StatusNoContent, reset().Code)
		assert.Equal(t, s.Clock().Unmoved().Unix()/10, s.Clock().Now().Unix()/10)
		assert.Empty(t, s.Deviating())
	})
}
