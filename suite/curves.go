package suite

import (
	"github.com/revokespec/revokespec/judge"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/steps"
)

// curvesOf are the curves that a step has measured, as the record has them.
func curvesOf(w *steps.World) (curves []record.Curve) {
	for _, c := range w.Curves() {
		curve := record.Curve{At: c.At, Act: c.Act, LimitMS: milliseconds(c.Limit)}
		for _, p := range c.Probes {
			curve.Probes = append(curve.Probes, record.Probe{Token: p.Token, AfterMS: milliseconds(p.After), Came: came[p.State], Connection: connections[p.Fresh]})
		}
		curves = append(curves, curve)
	}
	return curves
}

var (
	came        = map[judge.State]record.Came{judge.Alive: record.Accepted, judge.Dead: record.Refused, judge.Unclear: record.Neither}
	connections = map[bool]string{true: "fresh", false: "kept"}
)
