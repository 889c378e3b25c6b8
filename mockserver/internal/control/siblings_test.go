package control_test

import (
	"fmt"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Small members in great number, nested or in the address, are no way around the bound of a record.
func TestNestedMembersAreCountedTogether(t *testing.T) {
	s := controlled(t)
	list := "[" + strings.Join(slices.Repeat([]string{`""`}, 60), ",") + "]"
	nested := "[" + strings.Join(slices.Repeat([]string{list}, 60), ",") + "]"
	body := "[" + strings.Join(slices.Repeat([]string{nested}, 5), ",") + "]"
	var query strings.Builder
	for i := range 60 {
		query.WriteString(strings.Repeat(fmt.Sprintf("%c%d=&", 'a'+i%26, i), 45))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 100 {
		r := httptest.NewRequest("POST", "/oauth/revoke?"+query.String(), strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(32<<20))
	shown := s.control("GET", "/_mock/requests", "", 200)["requests"].([]any)
	assert.Equal(t, "[18306 members]", fmt.Sprint(at(shown, 0, "body"))[:min(20, len(fmt.Sprint(at(shown, 0, "body"))))])
	assert.Regexp(t, `^\[\d+ parameters\]$`, fmt.Sprint(at(shown, 0, "query")))
}

func TestADeviationNamedOftenIsOnOnce(t *testing.T) {
	s := controlled(t)
	names := strings.Join(slices.Repeat([]string{`"success-is-202"`}, 50_000), ",")
	answer := s.control("PUT", "/_mock/deviations", `{"names":[`+names+`]}`, 200)
	assert.Equal(t, []any{"success-is-202"}, answer["on"].([]any)[:min(2, len(answer["on"].([]any)))])
}
