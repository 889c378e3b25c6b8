package reports

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func htmlText(t *testing.T, r *record.Record) string {
	t.Helper()
	out := &bytes.Buffer{}
	require.NoError(t, html(out, r))
	return out.String()
}

var style = regexp.MustCompile(`(?s)<style>.*</style>`)

func TestHTMLGolden(t *testing.T) {
	assertGolden(t, "report", style.ReplaceAll([]byte(htmlText(t, recordtest.Example())), []byte("<style></style>")))
}

func TestHTMLIsSelfContained(t *testing.T) {
	page := htmlText(t, recordtest.Example())
	assert.NotEmpty(t, style.FindString(page))
	for _, loaded := range []string{"<script", "<link", "<img", "<iframe", " src=", "@import", "url(", " onclick"} {
		assert.NotContains(t, page, loaded)
	}
}

func TestHTMLLinksLeadSomewhere(t *testing.T) {
	page := htmlText(t, recordtest.Example())
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		assert.False(t, ids[m[1]], "the id %s comes twice", m[1])
		ids[m[1]] = true
	}
	links := regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1)
	assert.NotEmpty(t, links)
	for _, m := range links {
		assert.True(t, ids[m[1]], "nothing has the id %s", m[1])
	}
}

func TestHTMLTellsTheVerdictInWords(t *testing.T) {
	page := htmlText(t, recordtest.Example())
	for _, want := range []string{
		"staging: not conformant", "One rule that must hold is broken. 2 recommendations are not followed.",
		"22 November 2026, 09:30 UTC", "7 judged, 4 not applicable", "the waiver of REV-01 is stale", "propagation_limit: 0s",
		"The revocation endpoint", "Your own rules", "Waived until <time>2026-12-31</time> by ops: ticket 7",
		`<a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.1">RFC 7009 section 2.1</a>`,
	} {
		assert.Contains(t, page, want)
	}
	assert.NotContains(t, page, "own mock")
	assert.Less(t, strings.Index(page, `id="failures"`), strings.Index(page, `id="warnings"`), "failures first")
	assert.Less(t, strings.Index(page, `id="warnings"`), strings.Index(page, `id="rules"`))
}

func TestHTMLNamesTheMock(t *testing.T) {
	page := htmlText(t, recordtest.Mock())
	body := page[strings.Index(page, "<body>"):]
	assert.Less(t, strings.Index(body, "own mock"), strings.Index(body, "<h1>"), "before all else")
}

func TestHTMLOfAnEmptyRecord(t *testing.T) {
	r := &record.Record{}
	r.Conclude(record.Options{})
	assert.Contains(t, htmlText(t, r), "Too little could be observed")
}

func TestHTMLShowsHostileTextAsText(t *testing.T) {
	r := recordtest.Example()
	r.Deployment.Name = `</title><script>alert(1)</script>`
	r.Rules[0].Source = `javascript:alert(1) https://x/"><b>`
	page := htmlText(t, r)
	assert.NotContains(t, page, "<script")
	assert.NotContains(t, page, `href="javascript`)
	assert.NotContains(t, page, "\x1b")
	assert.NotContains(t, page, "\x00")
	assert.Contains(t, page, `\x1b[31m`)
}

func TestSourceParts(t *testing.T) {
	for source, want := range map[string][]sourcePart{
		"RFC 7009 section 2.2":           {{"", ""}, {"RFC 7009 section 2.2", "https://www.rfc-editor.org/rfc/rfc7009#section-2.2"}, {"", ""}},
		"RFC 9110, section 9.2.1.":       {{"", ""}, {"RFC 9110, section 9.2.1", "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1"}, {".", ""}},
		"see RFC 6749":                   {{"see ", ""}, {"RFC 6749", "https://www.rfc-editor.org/rfc/rfc6749"}, {"", ""}},
		"Auth0, https://a.example/b; C2": {{"Auth0, ", ""}, {"https://a.example/b", "https://a.example/b"}, {"; C2", ""}},
		"":                               {{"", ""}},
	} {
		assert.Equal(t, want, sourceParts(source), source)
	}
}

func TestReadableBody(t *testing.T) {
	form := map[string][]string{"content-type": {"application/x-www-form-urlencoded; charset=utf-8"}}
	assert.Equal(t, "a=1\n&b=2", readableBody("a=1&b=2", form))
	assert.Equal(t, "a=1&b=2", readableBody("a=1&b=2", nil))
	assert.Equal(t, "{\n  \"a\": 1\n}", readableBody(`{"a":1}`, form), "by content, whatever the header claims")
	assert.Equal(t, `{"a":`, readableBody(`{"a":`, nil), "truncated JSON stays as it came")
	assert.Empty(t, readableBody("", nil))
}

// TestColoursCanBeRead holds every text colour to 4.5:1 on both backgrounds, WCAG 2.2 success criterion 1.4.3.
func TestColoursCanBeRead(t *testing.T) {
	css, err := htmlFiles.ReadFile("report.css")
	require.NoError(t, err)
	schemes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(string(css), 2)
	require.Len(t, schemes, 2, "light and dark")
	for i, scheme := range schemes {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z]+): #([0-9a-f]+)`).FindAllStringSubmatch(scheme[1], -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, text := range []string{"text", "muted", "accent", "fail", "warn", "pass", "inconclusive", "waived", "na"} {
			for _, ground := range []string{"page", "raised"} {
				bright, dark := max(colours[text], colours[ground]), min(colours[text], colours[ground])
				assert.GreaterOrEqual(t, (bright+0.05)/(dark+0.05), 4.5, "scheme %d: %s on %s", i, text, ground)
			}
		}
	}
}

// luminance is the relative luminance of an sRGB colour, as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	require.Len(t, hex, 6)
	total := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		require.NoError(t, err)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		total += weight * c
	}
	return total
}
