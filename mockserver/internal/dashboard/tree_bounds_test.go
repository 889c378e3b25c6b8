package dashboard

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is drawn as live is what can be exchanged, whatever happened before.
func TestWhatIsDrawnLiveIsLive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		h := begin(t, random.IntN(2) == 0, time.Duration(random.IntN(2))*5*time.Minute)
		h.client.RefreshTokens.Idle = time.Duration(random.IntN(3)) * 20 * time.Minute
		places := []tenant.Place{h.signIn("first")}
		for range random.IntN(60) {
			p := places[random.IntN(len(places))]
			switch n := random.IntN(20); {
			case n == 0:
				h.revoke(p, random.IntN(3) == 0)
			case n < 4:
				places = append(places, h.signIn("another"))
			default:
				places = append(places, h.exchange(p))
			}
		}
		f := forest{now: h.now, grants: []*tenant.Grant{h.grant}, name: func(id string) string { return id },
			leeway: func(string) time.Duration { return h.client.RefreshTokens.Leeway }}
		tree := f.draw()[0]
		live := 0
		for _, family := range tree.Families {
			for _, n := range family.tokens {
				kind := h.grant.Kind(tenant.Place{Grant: h.grant.ID, Family: family.ID, Serial: n.Serial}, h.now)
				assert.Equal(t, kind == tenant.KindLive, n.fate.State == stateLive, "%s token %d: %+v", family.ID, n.Serial+1, n.fate)
			}
			live += family.Live
			assert.Equal(t, family.Live > 0, family.Badge.State == stateLive)
		}
		if tree.Undrawn == "" {
			assert.Equal(t, tree.Live, live)
		}
		for _, r := range tree.Rows {
			require.Len(t, r.Lanes, tree.Width/laneWidth)
		}
	}
}

func TestFamiliesBeyondWhatIsDrawn(t *testing.T) {
	h := begin(t, false, 0)
	var first tenant.Place
	for i := range 20 {
		p := h.signIn(fmt.Sprint("device ", i))
		if i == 0 {
			first = p
		}
	}
	h.revoke(first, true)
	tree := forest{now: h.now, grants: []*tenant.Grant{h.grant}, name: func(id string) string { return id },
		leeway: func(string) time.Duration { return 0 }}.draw()[0]
	require.Len(t, tree.Families, mostFamilies)
	assert.Equal(t, "device 0", tree.Families[0].Device, "the one whose token was revoked is drawn")
	assert.Equal(t, "12 earlier sign-ins, of which nothing is live, not drawn.", tree.Undrawn)
}

func TestGrantsThatStandComeFirst(t *testing.T) {
	older, newer, dead := begin(t, false, 0).grant, begin(t, false, 0).grant, begin(t, false, 0).grant
	newer.CreatedAt, dead.CreatedAt = noon.Add(time.Hour), noon.Add(2*time.Hour)
	dead.End()
	f := forest{now: noon.Add(3 * time.Hour), grants: []*tenant.Grant{dead, older, newer}, name: func(id string) string { return id },
		leeway: func(string) time.Duration { return 0 }}
	var order []string
	for _, tree := range f.draw() {
		order = append(order, tree.ID)
	}
	assert.Equal(t, []string{newer.ID, older.ID, dead.ID}, order)
}
