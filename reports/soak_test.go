package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
	"github.com/revokespec/revokespec/reports"
)

func soaked(t *testing.T) *record.Record {
	t.Helper()
	r := recordtest.Mock()
	r.Soak = recordtest.Soak()
	text := &bytes.Buffer{}
	require.NoError(t, record.WriteJSON(text, r))
	require.NoError(t, recordtest.Validate(t, text.Bytes()))
	again, err := record.Read("soak.json", text)
	require.NoError(t, err)
	return again
}

// The last piece of the time, a tenth of a second, is too short to be an average.
func TestTerminalShowsALoad(t *testing.T) {
	out := &bytes.Buffer{}
	require.NoError(t, reports.Terminal(out, soaked(t), false))
	assert.Contains(t, out.String(), `
under load
  1000 acts in 3.1 s by 4 users, 323 a second; 210 tokens came to an end; 1 answer broke what must hold
                           count    p50 ms       p90       p99     p99.9       max
  sign-in                    100      12.4      20.0      31.0      31.0      31.5  100 accepted
  exchange                   500       2.1       4.0       9.5      22.0      22.0  480 accepted, 12 503, 8 refused
  revocation                  90       2.5       4.0       8.0       8.0       8.0  90 accepted
  look at a dead token       310       1.5       3.0       6.0       7.0       7.0  309 refused, 1 accepted
  acts a second  █▅█  400 at the most
  errors         ▁█▁  12 at the most
  p99            ▃█▄  22.0 ms at the most
`)
	assert.NotContains(t, render(t, recordtest.Mock()), "under load")
}

func render(t *testing.T, r *record.Record) string {
	t.Helper()
	out := &bytes.Buffer{}
	require.NoError(t, reports.Terminal(out, r, false))
	return out.String()
}

// In a page a load is drawn: three bars and a line in time, of which one has an alarm, and a bar for each bucket.
func TestHTMLDrawsALoad(t *testing.T) {
	out := &bytes.Buffer{}
	require.NoError(t, reports.Write("html", out, soaked(t)))
	page := out.String()
	assert.Contains(t, page, "1 answer broke what must hold")
	assert.Equal(t, 2, strings.Count(page, "<svg "))
	assert.Equal(t, 3+4, strings.Count(page, `class="bar"`))
	assert.Equal(t, 1, strings.Count(page, `class="alarm"`))
	assert.Contains(t, page, `<polyline points="90.0,94.9 290.0,16.0 490.0,89.3"/>`)
	assert.Contains(t, page, "≤ 50 ms")
	require.NoError(t, reports.Write("html", &bytes.Buffer{}, recordtest.Mock()))
}

// A load of which hardly anything is known is drawn as well.
func TestALoadWithoutAnswers(t *testing.T) {
	r := recordtest.Mock()
	r.Soak = &record.Soak{AskedMS: 1000}
	assert.Contains(t, render(t, r), "0 acts in 0 ms by 0 users, 0 a second")
	require.NoError(t, reports.Write("html", &bytes.Buffer{}, r))
	r.Soak.Series = []record.SoakPoint{{AtMS: 0, Acts: 0}}
	render(t, r)
}
