package record_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// shardsOf cuts the example as chance has it, and concludes each part as a run would have.
func shardsOf(t *testing.T, of int, random *rand.Rand, o record.Options) (whole *record.Record, shards []*record.Record) {
	t.Helper()
	whole = recordtest.Example()
	waivers, err := record.ParseWaivers("waivers.yaml", []byte(recordtest.WaiverEntry("GRT-01", "2026-12-31")+recordtest.WaiverEntry("SET-01", "2026-12-31")+recordtest.WaiverEntry("REV-01", "2026-12-31")+
		recordtest.WaiverEntry("ROT-01", "2026-01-01")))
	require.NoError(t, err)
	o.Waivers, o.Known = waivers, whole.Plan
	whole.Findings, whole.Problems, whole.Notes = nil, nil, nil
	whole.Conclude(o)
	at := map[string]int{}
	for _, id := range whole.Plan {
		at[id] = random.IntN(of) + 1
	}
	for i := range of {
		part := recordtest.Example()
		part.Shard, part.Requests, part.Notes = &record.Shard{Index: i + 1, Of: of}, whole.Requests, nil
		part.Rules = slices.DeleteFunc(part.Rules, func(r record.Rule) bool { return at[r.ID] != i+1 })
		part.Conclude(o)
		shards = append(shards, part)
	}
	whole.Requests *= of
	return whole, shards
}

// However a run is cut, its shards, read in whatever order, join to the record of the whole.
func TestShardsJoinToTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		of := 1 + random.IntN(14)
		whole, shards := shardsOf(t, of, random, record.Options{Require: []string{"GRT-03", "ROT"}, Strict: random.IntN(2) == 0, Contradictions: []string{"rotation: off, and it rotates"}})
		var read []*record.Record
		for _, s := range shards {
			text := &bytes.Buffer{}
			require.NoError(t, record.WriteJSON(text, s))
			if s == shards[0] {
				require.NoError(t, recordtest.Validate(t, text.Bytes()))
			}
			again, err := record.Read("shard.json", text)
			require.NoError(t, err)
			assert.Contains(t, again.Says(), s.Shard.String()+" alone: ")
			read = append(read, again)
		}
		random.Shuffle(len(read), func(i, j int) { read[i], read[j] = read[j], read[i] })
		joined, err := record.Join(read)
		require.NoError(t, err)
		assert.True(t, record.Diff(whole, joined).Empty(), "%+v", record.Diff(whole, joined))
		slices.Sort(whole.Notes)
		slices.Sort(joined.Notes)
		slices.SortFunc(whole.Findings, byText)
		slices.SortFunc(joined.Findings, byText)
		slices.Sort(whole.Problems)
		slices.Sort(joined.Problems)
		wanted, got := &bytes.Buffer{}, &bytes.Buffer{}
		require.NoError(t, record.WriteJSON(wanted, whole))
		require.NoError(t, record.WriteJSON(got, joined))
		assert.Equal(t, wanted.String(), got.String())
	}
}

func byText(a, b record.RunFinding) int { return bytes.Compare([]byte(a.Text), []byte(b.Text)) }

// A joined run began with its first shard and ended with its last, sent what all sent, and was interrupted when one was.
func TestWhatShardsAddUpTo(t *testing.T) {
	_, shards := shardsOf(t, 3, rand.New(rand.NewPCG(2, 2)), record.Options{})
	shards[1].Started, shards[1].DurationMS = recordtest.Started.Add(-time.Second), 500
	shards[2].Started, shards[2].DurationMS = recordtest.Started.Add(time.Minute), 2500
	shards[2].Conclude(record.Options{Interrupted: true})
	joined, err := record.Join(shards)
	require.NoError(t, err)
	assert.Equal(t, recordtest.Started.Add(-time.Second), joined.Started)
	assert.InDelta(t, 63500, joined.DurationMS, 0.001)
	assert.Equal(t, record.Interrupted, joined.Verdict)
	assert.Equal(t, record.ExitInterrupted, joined.ExitCode)
	assert.Nil(t, joined.Shard)
}

func TestRecordsThatAreNotOneRun(t *testing.T) {
	for name, c := range map[string]struct {
		change func(shards []*record.Record) []*record.Record
		want   string
	}{
		"a whole run": {func(s []*record.Record) []*record.Record { s[1].Shard = nil; return s }, "another is not"},
		"one missing": {func(s []*record.Record) []*record.Record { return s[:2] }, "of 3, number 3 is missing"},
		"two missing": {func(s []*record.Record) []*record.Record { return s[1:2] }, "of 3, number 1 and number 3 is missing"},
		"one twice":   {func(s []*record.Record) []*record.Record { return append(s, s[1]) }, "shard 2 comes 2 times"},
		"of another N": {func(s []*record.Record) []*record.Record {
			s[2].Shard.Of = 4
			return s
		}, "the number of shards differs"},
		"another server": {func(s []*record.Record) []*record.Record { s[1].Deployment.Issuer = "https://other/"; return s }, "the issuer differs between shard 1 of 3 and shard 2 of 3"},
		"another file":   {func(s []*record.Record) []*record.Record { s[1].Deployment.Declares = nil; return s }, "has or declares differs"},
		"other rules":    {func(s []*record.Record) []*record.Record { s[1].Tool.RulesetDigest = "sha256:0"; return s }, "the set of rules differs"},
		"another tool":   {func(s []*record.Record) []*record.Record { s[1].Tool.Version = "0.5.0"; return s }, "the version of revokespec differs"},
		"other profiles": {func(s []*record.Record) []*record.Record { s[1].Profiles = s[1].Profiles[:1]; return s }, "the profiles differs"},
		"another plan":   {func(s []*record.Record) []*record.Record { s[2].Plan = s[2].Plan[1:]; return s }, "the plan, by --rule, --skip, --tags or --features, differs"},
		"stricter":       {func(s []*record.Record) []*record.Record { s[2].Strict = true; return s }, "--strict differs"},
		"a rule gone": {func(s []*record.Record) []*record.Record {
			s[0].Rules = s[0].Rules[1:]
			return s
		}, "was planned, and is in none of them"},
		"a rule twice": {func(s []*record.Record) []*record.Record { s[1].Rules = append(s[1].Rules, s[0].Rules[0]); return s }, "is in shard 1 and in shard 2"},
	} {
		_, shards := shardsOf(t, 3, rand.New(rand.NewPCG(3, 3)), record.Options{})
		_, err := record.Join(c.change(shards))
		require.ErrorContains(t, err, c.want, name)
		assert.NotContains(t, err.Error(), "\n")
		incomplete := new(record.Incomplete)
		assert.Equal(t, name == "one missing" || name == "two missing", assert.ErrorAs(&testing.T{}, err, &incomplete), name)
	}
}

// In a shard, a rule of another one is neither required nor waived in vain, and a profile of another one is not unjudged.
func TestAShardGoesByItsOwnRules(t *testing.T) {
	r := recordtest.Mock()
	r.Shard, r.Plan = &record.Shard{Index: 1, Of: 2}, []string{"REV-01", "ROT-01"}
	r.Profiles = append(r.Profiles, record.Profile{Name: "other"})
	waivers, err := record.ParseWaivers("w.yaml", []byte(recordtest.WaiverEntry("ROT-01", "2026-12-31")))
	require.NoError(t, err)
	r.Conclude(record.Options{Require: []string{"ROT"}, Waivers: waivers, Known: r.Plan})
	assert.Zero(t, r.ExitCode)
	assert.Empty(t, r.Notes)
	assert.Empty(t, r.Problems)
	assert.Equal(t, record.NotJudged, r.Profiles[1].Verdict)
	assert.Equal(t, "shard 1 of 2 alone: conformant", r.Says())
}

func TestShardNotation(t *testing.T) {
	env := map[string]string{}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	for text, want := range map[string]record.Shard{"1/1": {Index: 1, Of: 1}, "2/3": {Index: 2, Of: 3}, "1000/1000": {Index: 1000, Of: 1000}} {
		s, err := record.ParseShard(text, lookup)
		require.NoError(t, err)
		assert.Equal(t, want, *s)
	}
	s, err := record.ParseShard("", lookup)
	require.NoError(t, err)
	assert.Nil(t, s)
	for _, text := range []string{"0/3", "4/3", "1/0", "1/1001", "1", "/3", "1/", "-1/3", "1/3/5", "a/b", "1.5/3", " 1/3", "auto/3", "auto"} {
		_, err := record.ParseShard(text, lookup)
		require.Error(t, err, text)
		assert.Contains(t, err.Error(), "hard", text)
	}
	env[record.JobIndex] = "2"
	s, err = record.ParseShard("auto/3", lookup)
	require.NoError(t, err)
	assert.Equal(t, record.Shard{Index: 3, Of: 3}, *s)
	env[record.JobIndex] = "3"
	_, err = record.ParseShard("auto/3", lookup)
	require.ErrorContains(t, err, "shard 4/3")
}
