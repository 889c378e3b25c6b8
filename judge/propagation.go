package judge

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Probe is one presentation of a refresh token after what was to end it.
type Probe struct {
	Token  int           // which of those that were ended alike, from 1
	After  time.Duration // between the answer to what ended it and the sending of this
	State  State         // Alive also where another answer than 200 hands out a token
	Fresh  bool          // over a connection of its own
	Answer string        // as it is shown
}

// Curve is how one place answers to tokens that were ended at the same place or another.
type Curve struct {
	At     string        // the place, such as "node 2"
	Act    string        // what has ended them, such as "the revocation at node 1"
	Limit  time.Duration // by which they must be refused; 0: at once
	Probes []Probe       // in the order in which they were sent
}

// FirstRefusal is the shortest time after which a token was refused; false: none was.
func (c Curve) FirstRefusal() (time.Duration, bool) { return c.extreme(Dead, cmp.Compare) }

// LastAcceptance is the longest time after which a token was accepted; false: none was.
func (c Curve) LastAcceptance() (time.Duration, bool) {
	return c.extreme(Alive, func(a, b time.Duration) int { return cmp.Compare(b, a) })
}

// extreme is the first time, in that order, of the probes with that outcome.
func (c Curve) extreme(s State, order func(a, b time.Duration) int) (time.Duration, bool) {
	var times []time.Duration
	for _, p := range c.Probes {
		if p.State == s {
			times = append(times, p.After)
		}
	}
	if len(times) == 0 {
		return 0, false
	}
	return slices.MinFunc(times, order), true
}

// Relapse is the first probe that was accepted although the same token had been refused before; false: there is none. Of probes that were
// sent together neither is before the other.
func (c Curve) Relapse() (Probe, bool) {
	refused := map[int]time.Duration{}
	for _, p := range c.Probes {
		at, was := refused[p.Token]
		switch {
		case p.State == Alive && was && p.After > at:
			return p, true
		case p.State == Dead && !was:
			refused[p.Token] = p.After
		}
	}
	return Probe{}, false
}

// Within judges whether every token is refused from the limit on.
func (c Curve) Within() *Finding {
	i := slices.IndexFunc(c.Probes, func(p Probe) bool { return p.State == Alive && p.After >= c.Limit })
	if i >= 0 {
		return broken("%s still accepted a refresh token (%s) %s after the answer to %s%s; %s", c.At, c.Probes[i].Answer, Shown(c.Probes[i].After), c.Act, c.within(), c.Times())
	}
	return c.clear()
}

func (c Curve) within() string {
	if c.Limit == 0 {
		return ""
	}
	return fmt.Sprintf(", where %s are declared", c.Limit)
}

// clear finds a probe that says neither yes nor no.
func (c Curve) clear() *Finding {
	if i := slices.IndexFunc(c.Probes, func(p Probe) bool { return p.State == Unclear }); i >= 0 {
		return inconclusive("whether %s refuses a refresh token %s after the answer to %s is unclear: the exchange was answered %s", c.At, Shown(c.Probes[i].After), c.Act, c.Probes[i].Answer)
	}
	return nil
}

// StaysRefused judges whether no token was accepted after it had been refused.
func (c Curve) StaysRefused() *Finding {
	if p, is := c.Relapse(); is {
		return broken("%s accepted a refresh token (%s) %s after the answer to %s, although it had refused the same one before; %s", c.At, p.Answer, Shown(p.After), c.Act, c.Times())
	}
	return c.clear()
}

// Times tells the curve in words.
func (c Curve) Times() string {
	text := "nothing was accepted"
	if last, any := c.LastAcceptance(); any {
		text = "the last acceptance came after " + Shown(last)
	}
	if first, any := c.FirstRefusal(); any {
		return text + ", the first refusal after " + Shown(first)
	}
	return text + ", and nothing refused"
}

// Shown is a time as messages have it: in milliseconds, or from a second on in seconds.
func Shown(d time.Duration) string {
	if d >= time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
