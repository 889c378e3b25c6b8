package record

import (
	"fmt"
	"slices"
	"time"
)

// Curve is how one place answered to refresh tokens that an act had ended, each presented when its time had come.
type Curve struct {
	At      string  `json:"at"`       // the place: "node 2", "the issuer"
	Act     string  `json:"act"`      // what ended them: "the revocation at node 1"
	LimitMS float64 `json:"limit_ms"` // from when on they must be refused, counted from the answer to the act; 0: at once
	Probes  []Probe `json:"probes"`   // in the order in which they were sent
}

// Probe is one presentation of one of the tokens.
type Probe struct {
	Token      int     `json:"token"`      // from 1
	AfterMS    float64 `json:"after_ms"`   // between the answer to the act and the sending
	Came       Came    `json:"came"`       // of it
	Connection string  `json:"connection"` // "fresh", or "kept": one that had been used before
}

// Came is what a probe came to.
type Came string

// What a probe comes to.
const (
	Accepted Came = "accepted"
	Refused  Came = "refused"
	Neither  Came = "unclear"
)

// Curves are those of all scenarios of the rule, one for each place and act, in order of appearance.
func (r Rule) Curves() (all []Curve) {
	for _, s := range r.Scenarios {
		for _, step := range s.Steps {
			for _, c := range step.Curves {
				same := func(o Curve) bool { return o.At == c.At && o.Act == c.Act && o.LimitMS == c.LimitMS }
				if i := slices.IndexFunc(all, same); i >= 0 {
					all[i].Probes = slices.Concat(all[i].Probes, c.Probes)
				} else {
					all = append(all, c)
				}
			}
		}
	}
	return all
}

// LastAcceptance is the longest time after which a token was accepted, in milliseconds; false: none was.
func (c Curve) LastAcceptance() (ms float64, any bool) {
	for _, p := range c.Probes {
		if p.Came == Accepted {
			ms, any = max(ms, p.AfterMS), true
		}
	}
	return ms, any
}

// FirstRefusal is the shortest time after which a token was refused, in milliseconds; false: none was.
func (c Curve) FirstRefusal() (ms float64, any bool) {
	for _, p := range c.Probes {
		if p.Came == Refused && (!any || p.AfterMS < ms) {
			ms, any = p.AfterMS, true
		}
	}
	return ms, any
}

// Says tells the curve in a line.
func (c Curve) Says() string {
	text := "nothing was accepted"
	if last, any := c.LastAcceptance(); any {
		text = "the last acceptance came after " + inMilliseconds(last)
	}
	if first, any := c.FirstRefusal(); any {
		text += ", the first refusal after " + inMilliseconds(first)
	} else {
		text += ", and nothing refused"
	}
	return fmt.Sprintf("%s, after %s: %s; %d presentations", c.At, c.Act, text, len(c.Probes))
}

func inMilliseconds(ms float64) string {
	if ms >= 1000 {
		return (time.Duration(ms) * time.Millisecond).String()
	}
	return fmt.Sprintf("%.1f ms", ms)
}
