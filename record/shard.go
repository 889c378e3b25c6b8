package record

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Shard says that a record is one of the parts into which a run was cut: Plan lists the rules of the whole run, and Rules has those of
// this part.
type Shard struct {
	Index int `json:"index"` // from 1 on
	Of    int `json:"of"`
}

// String is the part as a sentence has it.
func (s Shard) String() string { return fmt.Sprintf("shard %d of %d", s.Index, s.Of) }

// MostShards bounds into how many parts a run can be cut: there are not as many rules.
const MostShards = 1000

var shardText = regexp.MustCompile(`^(auto|[0-9]{1,4})/([0-9]{1,4})$`)

// JobIndex is the environment variable in which Kubernetes tells a pod of an Indexed Job which one it is, from 0 on.
const JobIndex = "JOB_COMPLETION_INDEX"

// ParseShard reads I/N, or auto/N, where I is one more than JobIndex says. "" is nil, the whole run.
func ParseShard(text string, lookupEnv func(string) (string, bool)) (*Shard, error) {
	if text == "" {
		return nil, nil
	}
	parts := shardText.FindStringSubmatch(text)
	if parts == nil {
		return nil, fmt.Errorf("--shard %q: write I/N, the I-th of N parts, such as 2/4, or auto/N in a Job of Kubernetes", text)
	}
	s := &Shard{}
	s.Index, _ = strconv.Atoi(parts[1])
	s.Of, _ = strconv.Atoi(parts[2])
	if parts[1] == "auto" {
		index, given := lookupEnv(JobIndex)
		at, err := strconv.Atoi(index)
		if !given || err != nil {
			return nil, fmt.Errorf("--shard %s: %s is %q, and auto needs the number that an Indexed Job of Kubernetes puts there; write I/N elsewhere", text, JobIndex, index)
		}
		s.Index = at + 1
	}
	return s, s.check()
}

func (s Shard) check() error {
	if s.Of < 1 || s.Of > MostShards || s.Index < 1 || s.Index > s.Of {
		return fmt.Errorf("shard %d/%d: of N parts, up to %d, the first is 1/N and the last is N/N", s.Index, s.Of, MostShards)
	}
	return nil
}

// elsewhere says whether a rule, or any of a family, is planned for another part of the run.
func (r *Record) elsewhere(named string) bool {
	return r.Shard != nil && slices.ContainsFunc(r.Plan, func(id string) bool {
		return (id == named || Family(id) == named) && !slices.ContainsFunc(r.Rules, func(rule Rule) bool { return rule.ID == id })
	})
}
