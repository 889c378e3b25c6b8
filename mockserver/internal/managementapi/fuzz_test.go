package managementapi_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every operation, whatever it is asked, answers as the document says (which the site holds it to), never with a failure of
// the server, and an error is JSON of one line.
func FuzzOperations(f *testing.F) {
	k, err := theContract()
	require.NoError(f, err)
	var operations []string
	for path, p := range k.document.Paths.Map() {
		for method := range p.Operations() {
			operations = append(operations, method+" "+path)
		}
	}
	slices.Sort(operations)
	for i := range operations {
		if testing.Short() && i%5 != 0 {
			continue
		}
		for _, body := range []string{"", "{}", "null", `{"a\nb":1}`, `{"name":"\ud800"}`, `{"name":"x"}{}`, "\xff", strings.Repeat("[", 10_000)} {
			f.Add(uint8(i), "", "", body)
		}
		f.Add(uint8(i), "\x00/../%2F", "page=0&page=1&%00=x", "{}")
		f.Add(uint8(i), strings.Repeat("é", 301), "fields=,&include_fields=false&include_totals=true", "{}")
		f.Add(uint8(i), "x", "from=x&take=1&sort=date:-1&q=type:%ff", "{}")
	}
	f.Fuzz(func(t *testing.T, operation uint8, id, query, body string) {
		s := newSite(t)
		method, path, _ := strings.Cut(operations[int(operation)%len(operations)], " ")
		at := strings.ReplaceAll(path, "{id}", idFor(s, path))
		if id != "" {
			at = strings.ReplaceAll(path, "{id}", url.PathEscape(id))
		}
		target := &url.URL{Path: "/", RawQuery: query}
		if _, err := url.ParseRequestURI(target.String()); err != nil || strings.ContainsAny(query, " \r\n#") {
			return // no HTTP client could send it
		}
		a := s.call(method, at+"?"+query, body)
		require.Less(t, a.status, 500, "%s %s", method+" "+at, a.body)
		if a.status < 400 {
			return
		}
		var problem struct {
			StatusCode     int
			Error, Message string
		}
		require.NoError(t, json.Unmarshal([]byte(a.body), &problem), a.body)
		assert.Equal(t, a.status, problem.StatusCode)
		assert.NotEmpty(t, problem.Error)
		assert.NotEmpty(t, problem.Message)
		assert.Less(t, len(problem.Message), 1000)
	})
}
