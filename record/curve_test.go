package record_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
)

// The curves of a rule's scenarios that are of the same place and act are one.
func TestCurvesOfARule(t *testing.T) {
	at := func(node string, probes ...record.Probe) record.Curve {
		return record.Curve{At: node, Act: "the revocation at node 1", Probes: probes}
	}
	scenario := func(curves ...record.Curve) record.Scenario {
		return record.Scenario{Steps: []record.Step{{Curves: curves}}}
	}
	r := record.Rule{Scenarios: []record.Scenario{
		scenario(at("node 2", record.Probe{AfterMS: 3, Came: record.Accepted}), at("node 3")),
		scenario(at("node 2", record.Probe{AfterMS: 50, Came: record.Refused}, record.Probe{AfterMS: 25, Came: record.Refused})),
	}}
	curves := r.Curves()
	assert.Len(t, curves, 2)
	assert.Equal(t, "node 2, after the revocation at node 1: the last acceptance came after 3.0 ms, the first refusal after 25.0 ms; 3 presentations", curves[0].Says())
	assert.Equal(t, "node 3, after the revocation at node 1: nothing was accepted, and nothing refused; 0 presentations", curves[1].Says())
	assert.Len(t, r.Scenarios[0].Steps[0].Curves[0].Probes, 1, "the record stays as it is")
	assert.Equal(t, "2.5s", record.Curve{Probes: []record.Probe{{AfterMS: 2500, Came: record.Accepted}}}.Says()[len(", after : the last acceptance came after "):][:4])
}
