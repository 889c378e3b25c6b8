package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record/recordtest"
)

func TestWriteKnowsItsFormats(t *testing.T) {
	for _, format := range Formats() {
		out := &bytes.Buffer{}
		require.NoError(t, Write(format, out, recordtest.Example()))
		assert.Contains(t, out.String(), "REV-03", format)
	}
	err := Write("pdf", &bytes.Buffer{}, recordtest.Example())
	assert.EqualError(t, err, `report format "pdf" is not known: use one of json, junit, html, terminal`)
}

func TestEveryFormatNamesTheMock(t *testing.T) {
	for _, format := range []string{"junit", "html", "terminal"} {
		out := &bytes.Buffer{}
		require.NoError(t, Write(format, out, recordtest.Mock()))
		text := strings.NewReplacer("&#39;", "'", "’", "'").Replace(out.String())
		assert.Contains(t, text, "judged: revokespec's own mock", format)
	}
}
