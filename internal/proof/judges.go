package proof

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/revokespec/revokespec/features"
)

// judges are the rules that judge a server when not all do: that which its deviation breaks, those that follow from it, and
// two that hold, one of the same family and one of another. Chance has chosen these, by the deviation's name, so that they
// are the same each time.
func judges(c *features.Catalogue, t trial) []string {
	own, _ := c.Rule(t.deviation.Rule)
	var ids, family, others []string
	for _, r := range c.Rules {
		_, follows := t.deviation.Follows[r.ID]
		switch {
		case !r.In(profiles[t.dialect]):
		case follows || r.ID == own.ID:
			ids = append(ids, r.ID)
		case r.Family() == own.Family():
			family = append(family, r.ID)
		default:
			others = append(others, r.ID)
		}
	}
	name := fnv.New64()
	_, _ = name.Write([]byte(t.deviation.Name + t.dialect)) // never an error
	chance := rand.New(rand.NewPCG(name.Sum64(), 0))
	for _, pool := range [][]string{family, others} {
		if len(pool) > 0 {
			ids = append(ids, pool[chance.IntN(len(pool))])
		}
	}
	return ids
}
