package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
)

// deviceFlow is a device that asked to be let in.
type deviceFlow struct {
	request *signin.DeviceRequest
	user    file.User
	polled  bool
}

// grace is what lies between the end of something's life and the look at whether it is over.
const grace = 5 * time.Second

func (w *World) deviceAsks(ctx context.Context) error {
	client, err := w.client("device")
	if err != nil {
		return err
	}
	user, err := w.user("first")
	if err != nil {
		return err
	}
	request, _, err := w.lease.RequestDevice(ctx, session.SetUp, signin.SignIn{Client: client, User: user})
	if err != nil {
		return inconclusive("%v", err)
	}
	w.device = deviceFlow{request: request, user: user}
	return nil
}

// deviceLetIn signs a device in step by step, as the strategy of minting does at one go.
func (w *World) deviceLetIn(ctx context.Context, label string) error {
	if err := w.deviceAsks(ctx); err != nil {
		return err
	}
	if err := w.lease.LetDeviceIn(ctx, session.SetUp, w.device.request, w.device.user, false); err != nil {
		return inconclusive("the user could not let the device in: %v", err)
	}
	r := w.lease.PollDevice(ctx, session.SetUp, w.device.request)
	w.device.polled = true
	got := signin.Tokens{Refresh: r.Field("refresh_token"), Access: r.Field("access_token"), ID: r.Field("id_token"),
		Scope: r.Field("scope"), Lifetime: r.Seconds("expires_in")}
	if !accepted(r) || got.Refresh == "" || got.Access == "" {
		return inconclusive("the user let the device in, but its poll is answered %s", r)
	}
	made, err := w.describe([]map[string]string{{"token": label, "application": "device"}})
	if err != nil {
		return err
	}
	t := made[0]
	w.take(t, got)
	if r = w.exchange(ctx, session.Control, t, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: the new refresh token %q could not be exchanged before anything was done to it: %s", label, r)
	}
	w.follow(t, r)
	w.tokens[label], w.order = t, append(w.order, t)
	return nil
}

func (w *World) asking() (*signin.DeviceRequest, error) {
	if w.device.request == nil {
		return nil, errors.New("no device asked to be let in: this step needs that Given step")
	}
	return w.device.request, nil
}

// devicePolls is an act. Between two polls lies the interval; when told to slow down, the device does, and polls again. One that
// is to be too fast polls until it is told so, a few times at most: somebody else may have moved a mock's clock in between.
func (w *World) devicePolls(ctx context.Context, how string) error {
	request, err := w.asking()
	if err != nil {
		return err
	}
	hasty, again := how != "", "slow_down"
	if hasty {
		again = "authorization_pending"
	}
	for range presentations {
		if w.device.polled && !hasty {
			if err := w.wait(ctx, request.Interval); err != nil {
				return err
			}
		}
		r := w.lease.PollDevice(ctx, session.Act, request)
		w.device.polled = true
		w.act(r, "", false)
		if r.Field("error") != again {
			break
		}
	}
	return nil
}

func (w *World) userRefusesDevice(ctx context.Context) error {
	request, err := w.asking()
	if err != nil {
		return err
	}
	err = w.lease.LetDeviceIn(ctx, session.Act, request, w.device.user, true)
	switch {
	case errors.Is(err, signin.ErrNoRefusal):
		return notApplicable("%v", err)
	case err != nil:
		return inconclusive("the user could not refuse the device: %v", err)
	}
	return nil
}

func (w *World) deviceCodeExpired(ctx context.Context) error {
	request, err := w.asking()
	if err != nil {
		return err
	}
	return w.outlive(ctx, request.Lifetime)
}

// accessTokenExpired waits until the newest access token is over.
func (w *World) accessTokenExpired(ctx context.Context, label string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	lifetime := t.access[len(t.access)-1].lifetime
	if lifetime == 0 {
		return inconclusive("when the access token of %q expires is not known: its answer had no expires_in", label)
	}
	return w.outlive(ctx, lifetime)
}

// outlive waits until what has that lifetime is over. Where this takes too long, there is nothing to judge.
func (w *World) outlive(ctx context.Context, lifetime time.Duration) error {
	return w.wait(ctx, lifetime+grace)
}

// poll is the answer to the last poll, where it is one that can be judged: slow_down may be a 429.
func (w *World) poll() (httpx.Response, error) {
	if _, err := w.asking(); err != nil {
		return httpx.Response{}, err
	}
	r, err := w.answer()
	switch {
	case err != nil:
		return r, err
	case judge.HandsOutToken(r):
		return r, w.failure("the poll is answered %s and hands out a token, though nobody let the device in", r)
	case unclear(r) && r.Field("error") != "slow_down":
		return r, inconclusive("the poll is answered %s, which neither lets the device in nor refuses it", r)
	}
	return r, nil
}

// pollIs judges status and code of the last poll: the code is what a device goes by.
func (w *World) pollIs(_ context.Context, wanted string) error {
	r, err := w.poll()
	if err != nil {
		return err
	}
	for alternative := range strings.SplitSeq(wanted, ", or ") {
		status, code, found := strings.Cut(alternative, " ")
		if !found {
			return fmt.Errorf("%q is no answer to a poll: write STATUS CODE, such as 403 expired_token", alternative)
		}
		if ok, err := answers(r, status); err != nil {
			return err
		} else if ok && r.Field("error") == code {
			return nil
		}
	}
	return w.failure("the poll is answered %s, wanted %s", r, wanted)
}

// pollSaying judges the status of the last poll where its code is one of those named.
func (w *World) pollSaying(_ context.Context, wanted, codes string) error {
	r, err := w.poll()
	if err != nil {
		return err
	}
	if !slices.Contains(strings.Split(codes, "|"), r.Field("error")) {
		return notApplicable("the poll is answered %s here, not %s", r, codes)
	}
	ok, err := answers(r, wanted)
	if err == nil && !ok {
		err = w.failure("the poll is answered %s, wanted %s", r, wanted)
	}
	return err
}
