package deployment

import (
	"context"
	"time"
)

// lookAfter is how many requests, after an act, need not wait: what the act did is looked at, at once. An effect that came
// late would be missed if the look came later.
const lookAfter = 8

// enough is how many kept requests are left that an act can do with.
const enough = 3

// keep is what a session may still send without waiting. Its fields are guarded by the pacer's lock.
type keep struct {
	api  *api
	left int
}

// leave waits until the session may send n messages to a URL, at once, and returns the leave to. Before an act, room for the
// look after it is kept as well, so that no waiting comes between the two.
func (s *Session) leave(ctx context.Context, p Purpose, target string, n int) (*pass, error) {
	pacer := s.Deployment.wire.pace
	leave := pacer.passFor(target, s.asker(ctx, target))
	if leave == nil {
		return nil, ctx.Err()
	}
	if p == SetUp {
		s.letGo()
	}
	if pacer.use(&s.keep, leave, p, n) {
		return leave, pacer.byFile(ctx, leave.api.name, leave.api.files, n)
	}
	if p != Act {
		return leave, pacer.take(ctx, leave, n, 0)
	}
	s.letGo()
	look := pacer.passFor(s.Deployment.Endpoints.Token, "")
	if look != nil && look.api != leave.api {
		if err := pacer.take(ctx, look, 0, lookAfter); err != nil {
			return nil, err
		}
		pacer.give(&s.keep, look.api)
		return leave, pacer.take(ctx, leave, n, 0)
	}
	if err := pacer.take(ctx, leave, n, lookAfter); err != nil {
		return nil, err
	}
	pacer.give(&s.keep, leave.api)
	return leave, nil
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

// use sends from what is kept, where there is enough.
func (p *pacer) use(k *keep, leave *pass, purpose Purpose, n int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	need := n
	if purpose == Act {
		need += enough
	}
	if k.api != leave.api || k.left < need || leave.api.isHeld(p.now()) {
		return false
	}
	k.left -= n
	leave.api.kept -= n
	leave.api.send(leave, n)
	return true
}

func (p *pacer) give(k *keep, a *api) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if k.api != nil && k.api != a {
		k.api.kept -= k.left
		k.left = 0
	}
	k.api = a
	k.left += lookAfter
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
	if a := s.keep.api; a != nil && s.keep.left > 0 {
		a.kept -= s.keep.left
		close(a.changed)
		a.changed = make(chan struct{})
	}
	s.keep = keep{}
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
