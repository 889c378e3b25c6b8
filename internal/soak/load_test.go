package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// memory is a server in memory, whose clock goes on by a millisecond an act.
type memory struct {
	mu       sync.Mutex
	now      time.Time
	made     int
	rotates  bool
	cascades bool
	tokens   map[string]*issued
	acts     int

	// What it does wrong; nil: nothing.
	accepts   func(m *memory, t *issued) bool // a dead token
	unclear   func(m *memory) bool
	keepsLast bool // a cascade spares the oldest family
}

type issued struct {
	family, user, at int // at: when it was made
	app              string
	spent, dead      bool
	diedAt           int
}

type desk struct {
	*memory
	user  int
	kept  int
	races int
}

func newMemory() *memory {
	return &memory{now: time.Unix(0, 0), tokens: map[string]*issued{}, rotates: true, cascades: true}
}

func (m *memory) begin() bool {
	m.now, m.acts = m.now.Add(time.Millisecond), m.acts+1
	return m.unclear != nil && m.unclear(m)
}

func (m *memory) issue(t issued) string {
	m.made++
	t.at = m.made
	if t.family == 0 {
		t.family = m.made
	}
	name := fmt.Sprint("token ", m.made)
	m.tokens[name] = &t
	return name
}

var noAnswer = Answer{Short: "503", Text: "503"}

func (d *desk) SignIn(_ context.Context, app App) Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.begin() {
		return noAnswer
	}
	return Answer{State: Alive, Token: d.issue(issued{user: d.user, app: app.Role}), Took: time.Millisecond}
}

func (d *desk) Exchange(_ context.Context, _ App, token string) Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.begin() {
		return noAnswer
	}
	t := d.tokens[token]
	wrong := (t.dead || t.spent) && d.accepts != nil && d.accepts(d.memory, t)
	if t.spent && !t.dead {
		d.end(func(o *issued) bool { return o.family == t.family })
	}
	if (t.dead || t.spent) && !wrong {
		return Answer{State: Dead, Text: "403 invalid_grant", Took: time.Millisecond}
	}
	a := Answer{State: Alive, Text: "200", Took: time.Millisecond}
	if d.rotates && !wrong {
		t.spent = true
		a.Token = d.issue(issued{family: t.family, user: t.user, app: t.app})
	}
	return a
}

func (d *desk) Revoke(_ context.Context, _ App, token string) Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.begin() {
		return noAnswer
	}
	t := d.tokens[token]
	if !t.dead {
		oldest := t.family
		for _, o := range d.tokens {
			if !o.dead && o.user == t.user && o.app == t.app {
				oldest = min(oldest, o.family)
			}
		}
		d.end(func(o *issued) bool {
			return o.family == t.family || d.cascades && o.user == t.user && o.app == t.app && (!d.keepsLast || o.family != oldest || d.acts < 100)
		})
	}
	return Answer{State: Alive, Text: "200", Took: time.Millisecond}
}

func (m *memory) end(which func(*issued) bool) {
	for _, o := range m.tokens {
		if which(o) && !o.dead {
			o.dead, o.diedAt = true, m.acts
		}
	}
}

func (d *desk) Race(ctx context.Context, app App, token string) (revocation, exchange Answer) {
	if d.races++; d.races%2 == 0 {
		exchange = d.Exchange(ctx, app, token)
		return d.Revoke(ctx, app, token), exchange
	}
	revocation = d.Revoke(ctx, app, token)
	return revocation, d.Exchange(ctx, app, token)
}

func (d *desk) Keep() { d.kept++ }

// soaked puts a load on a server until some seconds of its clock are over.
func soaked(t *testing.T, m *memory, change func(*Load)) (Result, []*desk) {
	t.Helper()
	var apps []App
	for _, role := range []string{"confidential", "public"} {
		app, err := AtRest(context.Background(), &desk{memory: m}, App{Role: role}, func() error { return nil })
		require.NoError(t, err)
		assert.Equal(t, App{Role: role, Rotates: m.rotates, Spends: m.rotates, Reuse: m.rotates, Companions: true, Cascades: m.cascades}, app)
		apps = append(apps, app)
	}
	desks := make([]*desk, 3)
	l := &Load{
		Apps: apps, Workers: len(desks), For: 10 * time.Second, Seed: 1,
		Connect: func(i int) Server { desks[i] = &desk{memory: m, user: i + 1}; return desks[i] },
		Now:     func() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.now },
		Wait:    func(context.Context, time.Duration) error { return nil },
	}
	if change != nil {
		change(l)
	}
	return l.Run(context.Background()), desks
}

// A server that keeps all rules is found to have broken none, whatever it rotates and ends; and all that was handed out has come to an end.
func TestALoadOnASoundServer(t *testing.T) {
	for _, rotates := range []bool{true, false} {
		for _, cascades := range []bool{true, false} {
			m := newMemory()
			m.rotates, m.cascades = rotates, cascades
			r, _ := soaked(t, m, nil)
			assert.Zero(t, r.Broken, "%v", r.Breaches)
			assert.Zero(t, r.Lost)
			assert.Greater(t, r.Dead, 300)
			assert.Greater(t, r.Count(Look), 1000)
			assert.InDelta(t, 10_000, r.Total(), 600)
			for _, act := range Acts {
				assert.Positive(t, r.Count(act), act)
			}
		}
	}
}

// What goes wrong under load alone is found, and called by its name.
func TestWhatALoadFinds(t *testing.T) {
	for name, c := range map[string]struct {
		wrong func(*memory)
		want  Breach
	}{
		"now and then": {func(m *memory) { m.accepts = func(m *memory, t *issued) bool { return t.dead && m.acts%500 == 0 } }, Revived},
		"the oldest ones": {func(m *memory) {
			m.accepts = func(m *memory, t *issued) bool { return t.dead && m.acts-t.diedAt > 5000 }
		}, Revived},
		"spent ones":      {func(m *memory) { m.accepts = func(m *memory, t *issued) bool { return !t.dead && m.acts > 1000 } }, SecondOne},
		"part of a grant": {func(m *memory) { m.keepsLast = true }, Partial},
		"soon after death": {func(m *memory) {
			m.accepts = func(m *memory, t *issued) bool { return t.dead && m.acts > 1000 && m.acts-t.diedAt < 3 }
		}, Revived},
	} {
		m := newMemory()
		c.wrong(m)
		r, desks := soaked(t, m, nil)
		assert.Positive(t, r.Times[c.want], "%s: %v", name, r.Breaches)
		assert.LessOrEqual(t, len(r.Breaches[c.want]), mostTold)
		assert.Contains(t, r.Breaches[c.want][0], "was accepted")
		kept := 0
		for _, d := range desks {
			kept += d.kept
		}
		assert.Positive(t, kept)

		again := newMemory()
		c.wrong(again)
		short, _ := soaked(t, again, func(l *Load) { l.UntilBroken = true })
		assert.Less(t, short.Total(), r.Total(), "%s: it ends at the first", name)
	}
}

// Answers that say nothing are counted, and nothing is concluded from them.
func TestALoadOnAServerThatErrs(t *testing.T) {
	m := newMemory()
	random := rand.New(rand.NewPCG(1, 1))
	m.unclear = func(m *memory) bool { return m.acts > 100 && random.IntN(4) == 0 }
	r, _ := soaked(t, m, nil)
	assert.Zero(t, r.Broken, "%v", r.Breaches)
	assert.Positive(t, r.Acts[1].Answers["503"])
	errors := 0
	for _, p := range r.Series {
		errors += p.Errors
	}
	assert.InEpsilon(t, r.Total()/4, errors, 0.1)
}

// A load that is ended from outside says what it has seen, and leaves nothing alive.
func TestALoadThatIsEnded(t *testing.T) {
	m := newMemory()
	ctx, cancel := context.WithCancel(context.Background())
	m.unclear = func(m *memory) bool {
		if m.acts == 2000 {
			cancel()
		}
		return false
	}
	apps := []App{{Role: "confidential", Companions: true, Rotates: true, Spends: true, Reuse: true}}
	l := &Load{Apps: apps, Workers: 2, For: time.Hour, Connect: func(i int) Server { return &desk{memory: m, user: i} },
		Now: func() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.now }, Wait: func(context.Context, time.Duration) error { return nil }}
	r := l.Run(ctx)
	assert.True(t, r.Ended)
	assert.InDelta(t, 2000, r.Total(), 50)
	assert.NotEmpty(t, r.Series)
	for name, token := range m.tokens {
		assert.True(t, token.dead || token.spent, name)
	}
}

// What does not even hold at rest is said.
func TestAtRest(t *testing.T) {
	m := newMemory()
	m.accepts = func(*memory, *issued) bool { return true }
	_, err := AtRest(context.Background(), &desk{memory: m}, App{Role: "public"}, func() error { return nil })
	unmet := new(Unmet)
	require.ErrorAs(t, err, &unmet)
	assert.Equal(t, Look, unmet.Act)
	m = newMemory()
	m.unclear = func(*memory) bool { return true }
	_, err = AtRest(context.Background(), &desk{memory: m}, App{Role: "public"}, func() error { return nil })
	assert.EqualError(t, err, "at rest, the sign-in at clients.public was answered 503")
}

func TestALoadTellsHowItGoesOn(t *testing.T) {
	m := newMemory()
	var lines []string
	var mu sync.Mutex
	soaked(t, m, func(l *Load) {
		l.Say = func(line string) { mu.Lock(); defer mu.Unlock(); lines = append(lines, line) }
	})
	require.NotEmpty(t, lines)
	assert.Regexp(t, `^soak: 5s of 10s, \d+ acts \(\d+ a second\), \d+ looks at \d+ dead tokens: none accepted$`, lines[0])
}

// A load may be bounded by what is done instead of by time.
func TestALoadOfSoManyActs(t *testing.T) {
	r, _ := soaked(t, newMemory(), func(l *Load) { l.For, l.Acts = time.Hour, 500 })
	assert.InDelta(t, 500, r.Total(), 20)
	assert.False(t, r.Ended)
}
