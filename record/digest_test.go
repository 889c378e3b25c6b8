package record_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func TestShortenPassed(t *testing.T) {
	whole := recordtest.Exchange("act", "POST", "/oauth/revoke", "token=refresh+token+1", 200, "")
	long := recordtest.Exchange("set-up", "GET", "/authorize?state="+strings.Repeat("x", 100), "", 302, "")
	failed := recordtest.Exchange("check", "GET", "/userinfo?a=b", "", 0, "")
	failed.Response, failed.Error = nil, "timed out\nafter 10s"
	for name, c := range map[string]struct {
		verdicts []record.Verdict
		short    bool
	}{
		"passed": {[]record.Verdict{record.Pass, record.Pass}, true}, "failed": {[]record.Verdict{record.Pass, record.Fail}, false}, "warned": {[]record.Verdict{record.Pass, record.Warn}, false},
		"inconclusive": {[]record.Verdict{record.Inconclusive, ""}, false}, "not over": {[]record.Verdict{record.Pass, ""}, false}, "not applicable": {[]record.Verdict{record.Pass, record.NotApplicable}, false},
	} {
		t.Run(name, func(t *testing.T) {
			list := recordtest.Steps(c.verdicts...)
			list[0].Exchanges, list[1].Exchanges = []record.Exchange{long, whole}, []record.Exchange{failed}
			record.ShortenPassed(list)
			record.ShortenPassed(list) // is told twice that the scenario is over
			if !c.short {
				assert.Len(t, list[0].Exchanges, 2)
				assert.Empty(t, list[0].Digest)
				return
			}
			assert.Empty(t, list[0].Exchanges)
			assert.Equal(t, []string{
				"set-up GET https://acme.example/authorize?...: 302 after 81.1 ms",
				"act POST https://acme.example/oauth/revoke: 200 after 81.1 ms",
			}, list[0].Digest)
			assert.Equal(t, []string{"check GET https://acme.example/userinfo?a=b: no answer after 81.1 ms: timed out after 10s"}, list[1].Digest)
		})
	}
}

func TestParseEvidence(t *testing.T) {
	for value, want := range map[string]record.Evidence{"": record.EvidenceFailures, "failures": record.EvidenceFailures, "all": record.EvidenceAll} {
		got, err := record.ParseEvidence("--evidence", value)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, value := range []string{"none", "ALL", " "} {
		_, err := record.ParseEvidence("--evidence", value)
		assert.ErrorContains(t, err, "--evidence")
	}
}

func zipped(t *testing.T, data []byte) []byte {
	t.Helper()
	out := &bytes.Buffer{}
	w := gzip.NewWriter(out)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestReadRefusesBadCompression(t *testing.T) {
	if testing.Short() {
		t.Skip("one damaged record after another")
	}
	good := zipped(t, recordtest.Written(t, recordtest.Mock()))
	bomb := &bytes.Buffer{}
	w := gzip.NewWriter(bomb)
	zeros := make([]byte, 1<<20)
	for range 257 {
		_, err := w.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"half":        {good[:len(good)/2], "truncated"},
		"its head":    {good[:3], "truncated"},
		"two bytes":   {good[:2], "truncated"},
		"garbled":     {append(bytes.Clone(good[:len(good)-6]), 1, 2, 3, 4, 5, 6), "not a run record: gzip: invalid checksum"},
		"and more":    {append(bytes.Clone(good), "x"...), "truncated"},
		"a bomb":      {bomb.Bytes(), "larger than 32 MiB"},
		"zipped page": {zipped(t, []byte("<html>")), "not a run record: byte 1"},
		"twice":       {zipped(t, good), "not a run record"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := record.Read("r.json.gz", bytes.NewReader(c.in))
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}
