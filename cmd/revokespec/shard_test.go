package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The shards of a run, judged apart, are one run again for report and diff.
func TestShardsOnTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	run := []string{"run", "--rule", "REV-02,REV-06,SET-02,ROT-05", "--seed", "1"}
	code, _, stderr := cli(t, nil, append(run, "--report", "json="+in("whole.json"))...)
	require.Zero(t, code, stderr)
	for i := 1; i <= 2; i++ {
		code, _, stderr = cli(t, nil, append(run, "--shard", fmt.Sprintf("%d/2", i), "--report", fmt.Sprintf("json=%s", in(fmt.Sprintf("shard-%d.json", i))))...)
		require.Zero(t, code, stderr)
		assert.Contains(t, stderr, fmt.Sprintf("judged: revokespec's own mock (shard %d of 2, seed 1)", i))
		assert.Contains(t, stderr, fmt.Sprintf("judged: revokespec's own mock: shard %d of 2 alone: conformant", i))
	}
	code, stdout, stderr := cli(t, nil, "report", in("shard-2.json"), in("shard-1.json"), "--report", "json="+in("joined.json"), "--report", "terminal=-")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "judged: revokespec's own mock: conformant, 4 judged, 0 not applicable")
	code, stdout, stderr = cli(t, nil, "diff", in("whole.json"), in("joined.json"))
	require.Zero(t, code, stderr)
	assert.Equal(t, "no difference\n", stdout)

	code, _, stderr = cli(t, nil, "report", in("shard-2.json"))
	assert.Equal(t, 3, code)
	assert.Equal(t, "revokespec: not all shards of this run are here: of 2, number 1 is missing; give all, or judge what is missing again with --shard\n", stderr)
	code, _, stderr = cli(t, nil, "report", in("shard-2.json"), in("shard-2.json"), in("shard-1.json"))
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "shard 2 comes 2 times")
	code, stdout, _ = cli(t, nil, "diff", in("whole.json"), in("shard-1.json"))
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, `part of the run: was "all of it", is "shard 1 of 2"`)
}

// What is explained is the share of the shard.
func TestExplainOfAShard(t *testing.T) {
	code, stdout, stderr := cli(t, nil, "run", "--rule", "REV-02,SET-02", "--shard", "2/2", "--explain")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "REV-02")
	assert.NotContains(t, stdout, "SET-02")
}
