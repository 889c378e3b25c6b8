package judge_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/judge"
)

const ms = time.Millisecond

func curve(limit time.Duration, probes ...judge.Probe) judge.Curve {
	return judge.Curve{At: "node 2", Act: "the revocation at node 1", Limit: limit, Probes: probes}
}

func probe(token int, after time.Duration, s judge.State) judge.Probe {
	return judge.Probe{Token: token, After: after, State: s, Answer: "200"}
}

// What is accepted from the limit on is too late; without a limit, from the answer on.
func TestRefusedWithinTheLimit(t *testing.T) {
	dead, alive, unclear := judge.Dead, judge.Alive, judge.Unclear
	broken, inconclusive := judge.Broken, judge.Inconclusive
	for name, c := range map[string]struct {
		curve  judge.Curve
		within *judge.Kind
		stays  *judge.Kind
	}{
		"at once":              {curve(0, probe(1, 0, dead), probe(2, 25*ms, dead)), nil, nil},
		"late":                 {curve(0, probe(1, 0, alive), probe(2, 25*ms, dead)), &broken, nil},
		"within the limit":     {curve(50*ms, probe(1, 0, alive), probe(2, 49*ms, alive), probe(3, 50*ms, dead)), nil, nil},
		"at the limit":         {curve(50*ms, probe(1, 50*ms, alive)), &broken, nil},
		"back within it":       {curve(time.Second, probe(1, 0, dead), probe(1, 5*ms, alive)), nil, &broken},
		"another, within it":   {curve(time.Second, probe(1, 0, dead), probe(2, 5*ms, alive)), nil, nil},
		"together":             {curve(time.Second, probe(1, 5*ms, dead), probe(1, 5*ms, alive)), nil, nil},
		"unclear":              {curve(0, probe(1, 0, unclear), probe(2, 25*ms, dead)), &inconclusive, &inconclusive},
		"unclear, and broken":  {curve(0, probe(1, 0, unclear), probe(2, 25*ms, alive)), &broken, &inconclusive},
		"nothing was measured": {curve(0), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			kindIs(t, c.within, c.curve.Within())
			kindIs(t, c.stays, c.curve.StaysRefused())
		})
	}
}

func kindIs(t *testing.T, want *judge.Kind, got *judge.Finding) {
	t.Helper()
	if want == nil {
		assert.Nil(t, got)
		return
	}
	if assert.NotNil(t, got) {
		assert.Equal(t, *want, got.Kind, got.Message)
	}
}

func TestTimesOfACurve(t *testing.T) {
	c := curve(0, probe(1, 2*ms, judge.Alive), probe(2, 100*ms, judge.Dead), probe(3, 1500*ms, judge.Alive), probe(4, 50*ms, judge.Dead))
	assert.Equal(t, "the last acceptance came after 1.5s, the first refusal after 50.0 ms", c.Times())
	assert.Equal(t, "node 2 still accepted a refresh token (200) 2.0 ms after the answer to the revocation at node 1; the last acceptance came after 1.5s, the first refusal after 50.0 ms", c.Within().Message)
	assert.Equal(t, "nothing was accepted, and nothing refused", curve(0).Times())
}
