package deployment

import (
	"context"
	"slices"
	"time"
)

// lookAfter is how many requests, after an act, need not wait: what the act did is looked at, at once. An effect that came
// late would be missed if the look came later.
const lookAfter = 8

// enough is how many kept requests are left that an act can do with.
const enough = 3

// keep is what a session may still send without waiting, by API. It is guarded by the pacer's lock.
type keep map[*api]*room

// room is how many requests may be sent to an API, and for how many of them the limits of the file were waited for.
type room struct{ left, paid int }

// leave waits until the session may send n messages to a URL, at once, and returns the leave to. Before an act, room for the
// look after it is kept as well, so that no waiting comes between the two.
func (s *Session) leave(ctx context.Context, p Purpose, target string, n int) (*pass, error) {
	pacer := s.Deployment.wire.pace
	leave := pacer.passFor(target, s.asker(ctx, target))
	if leave == nil {
		return nil, ctx.Err()
	}
	if p != SetUp && !pacer.usedUp(leave) { // what is kept is nobody's own
		if unpaid, ok := pacer.use(s.keep, leave, p, n); ok {
			return leave, pacer.byFile(ctx, leave.api.name, leave.api.files, unpaid)
		}
	}
	s.letGo()                                    // who waits keeps nothing that others wait for
	if p == Act && leave.who == "" && !s.quiet { // nobody looks at what a sign-in did; and who keeps no record asserts nothing
		if err := s.keepForLook(ctx, leave, n); err != nil {
			return nil, err
		}
		return leave, nil
	}
	return leave, pacer.take(ctx, leave, n, 0)
}

// keepForLook keeps room for an act, and for the look after it: at the token endpoint, and, where the setting is leased, at the
// Management API, which then tells it once more; after an exchange it is not asked. Everybody takes room at the Management API
// first, so that no two wait for what the other keeps.
func (s *Session) keepForLook(ctx context.Context, act *pass, n int) error {
	pacer := s.Deployment.wire.pace
	wanted := map[*pass]int{act: n}
	order := []*pass{act}
	want := func(p *pass, n int) {
		switch {
		case p == nil:
		case p.api == act.api:
			wanted[act] += n
		case p.api.name == managementName:
			wanted[p], order = n, slices.Insert(order, 0, p)
		default:
			wanted[p], order = n, append(order, p)
		}
	}
	want(pacer.passFor(s.Deployment.Endpoints.Token, ""), lookAfter)
	if s.rereads && act.endpoint != pathOf(s.Deployment.Endpoints.Token) {
		want(pacer.passFor(pacer.management, ""), 1)
	}
	for _, p := range order {
		if err := pacer.take(ctx, p, 0, wanted[p]); err != nil {
			return err
		}
		s.keepRoom(p.api, wanted[p])
	}
	unpaid, ok := pacer.use(s.keep, act, Check, n)
	if !ok { // a 429 came in between
		s.letGo()
		return pacer.take(ctx, act, n, 0)
	}
	return pacer.byFile(ctx, act.api.name, act.api.files, unpaid)
}

// keepRoom notes what was taken for the session.
func (s *Session) keepRoom(a *api, n int) {
	pacer := s.Deployment.wire.pace
	pacer.mu.Lock()
	defer pacer.mu.Unlock()
	if k := s.keep[a]; k != nil {
		k.left, k.paid = k.left+n, k.paid+a.ahead(n)
	} else if n > 0 {
		s.keep[a] = &room{n, a.ahead(n)}
	}
}

// asker is whose own limit a request counts against: of the user who signs in, or whose claims are asked for (Auth0 limits
// /userinfo for each user).
func (s *Session) asker(ctx context.Context, target string) string {
	if who := whose(ctx); who != "" {
		return who
	}
	if userinfo := s.Deployment.Endpoints.Userinfo; userinfo != "" && target == userinfo {
		return "userinfo"
	}
	return ""
}

// use sends from what is kept, where there is enough; for unpaid of them the limits of the file have not been waited for.
func (p *pacer) use(k keep, leave *pass, purpose Purpose, n int) (unpaid int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	need := n
	if purpose == Act {
		need += enough
	}
	has := k[leave.api]
	if has == nil || has.left < need || leave.api.isHeld(p.now()) {
		return 0, false
	}
	paid := min(n, has.paid)
	has.left, has.paid = has.left-n, has.paid-paid
	leave.api.kept -= n
	leave.api.send(leave, n)
	return n - paid, true
}

// usedUp says whether the one whose request it is must wait for a limit of his own.
func (p *pacer) usedUp(leave *pass) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return leave.ownWait(p.now()) > 0
}

// isHeld says whether a 429 asked to wait still.
func (a *api) isHeld(now time.Time) bool {
	w := a.windows[everything]
	return w != nil && now.Before(w.resets)
}

// letGo gives back what was kept.
func (s *Session) letGo() {
	pacer := s.Deployment.wire.pace
	pacer.mu.Lock()
	defer pacer.mu.Unlock()
	for a, has := range s.keep {
		if delete(s.keep, a); has.left > 0 {
			a.kept -= has.left
			a.change()
		}
	}
}

// leaveTogether is leave for messages that are sent at the same moment.
func (s *Session) leaveTogether(ctx context.Context, p Purpose, messages []message) error {
	pacer := s.Deployment.wire.pace
	groups := map[*api][]int{}
	var order []*api
	for i, m := range messages {
		messages[i].leave = pacer.passFor(m.url, s.asker(ctx, m.url))
		if leave := messages[i].leave; leave != nil {
			if groups[leave.api] == nil {
				order = append(order, leave.api)
			}
			groups[leave.api] = append(groups[leave.api], i)
		}
	}
	for _, a := range order {
		members := groups[a]
		if _, err := s.leave(ctx, p, messages[members[0]].url, len(members)); err != nil {
			return err
		}
	}
	return nil
}
