package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
)

// deviceFlow is a device that asked for authorization.
type deviceFlow struct {
	*World
	request  *signin.DeviceRequest
	approver file.User
	polled   bool
}

func (d *deviceFlow) asks(ctx context.Context) error {
	client, err := d.client("device")
	if err != nil {
		return err
	}
	user, err := d.user("first")
	if err != nil {
		return err
	}
	request, _, err := d.lease.RequestDevice(ctx, session.SetUp, signin.SignIn{Client: client, User: user})
	if err != nil {
		return inconclusive("%v", err)
	}
	d.request, d.approver, d.polled = request, user, false
	return nil
}

// authorized signs a device in step by step, as the strategy of minting does at one go.
func (d *deviceFlow) authorized(ctx context.Context, label string) error {
	if err := d.asks(ctx); err != nil {
		return err
	}
	if err := d.lease.LetDeviceIn(ctx, session.SetUp, d.request, d.approver, false); err != nil {
		return inconclusive("the user could not authorize the device: %v", err)
	}
	r := d.lease.PollDevice(ctx, session.SetUp, d.request)
	d.polled = true
	got := signin.Tokens{Refresh: r.Field("refresh_token"), Access: r.Field("access_token"), ID: r.Field("id_token"),
		Scope: r.Field("scope"), Lifetime: r.Seconds("expires_in")}
	if !r.Accepted() || got.Refresh == "" || got.Access == "" {
		return inconclusive("the user authorized the device, but its poll is answered %s", r)
	}
	made, err := d.describe([]map[string]string{{"token": label, "application": "device"}})
	if err != nil {
		return err
	}
	t := made[0]
	d.takeTokens(t, got)
	if r = d.exchange(ctx, session.Control, t, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: the new refresh token %q could not be exchanged before anything was done to it: %s", label, r)
	}
	d.follow(t, r)
	d.tokens[label], d.signIns = t, append(d.signIns, t)
	return nil
}

func (d *deviceFlow) authorizationRequest() (*signin.DeviceRequest, error) {
	if d.request == nil {
		return nil, errors.New("no device asked for authorization: this step needs that Given step")
	}
	return d.request, nil
}

// polls is an act. Between two polls lies the interval; when told to slow down, the device does, and polls again. One that
// is to be too fast polls until it is told so, a few times at most: somebody else may have moved a mock's clock in between.
func (d *deviceFlow) polls(ctx context.Context, how string) error {
	request, err := d.authorizationRequest()
	if err != nil {
		return err
	}
	hasty, again := how != "", "slow_down"
	if hasty {
		again = "authorization_pending"
	}
	for range repetitions {
		if d.polled && !hasty {
			if err := d.wait(ctx, request.Interval); err != nil {
				return err
			}
		}
		r := d.lease.PollDevice(ctx, session.Act, request)
		d.polled = true
		d.act(r, "", false)
		if r.Field("error") != again {
			break
		}
	}
	return nil
}

// letIn is an act of the user; the device has yet to poll.
func (d *deviceFlow) letIn(ctx context.Context, whose string) error {
	request, err := d.authorizationRequest()
	if err != nil {
		return err
	}
	if whose != "" {
		if d.approver, err = d.user(throwAway); err != nil {
			return err
		}
	}
	if err := d.lease.LetDeviceIn(ctx, session.SetUp, request, d.approver, false); err != nil {
		return inconclusive("the user could not authorize the device: %v", err)
	}
	return nil
}

func (d *deviceFlow) denied(ctx context.Context) error {
	request, err := d.authorizationRequest()
	if err != nil {
		return err
	}
	err = d.lease.LetDeviceIn(ctx, session.Act, request, d.approver, true)
	switch {
	case errors.Is(err, signin.ErrNoRefusal):
		return notApplicable("%v", err)
	case err != nil:
		return inconclusive("the user could not deny the device: %v", err)
	}
	return nil
}

// poll is the answer to the last poll, where it is one that can be judged: slow_down may be a 429.
func (d *deviceFlow) poll() (httpx.Response, error) {
	if _, err := d.authorizationRequest(); err != nil {
		return httpx.Response{}, err
	}
	r, err := d.answer()
	switch {
	case err != nil:
		return r, err
	case judge.HandsOutToken(r):
		return r, d.failure("the poll is answered %s and hands out a token, though nobody authorized the device", r)
	case judge.SaysNeither(r) && r.Field("error") != "slow_down":
		return r, inconclusive("the poll is answered %s, which neither authorizes the device nor denies it", r)
	}
	return r, nil
}

// pollIs judges status and code of the last poll: the code is what a device goes by. Where codes are named, only an answer that has
// one of them is judged, by its status.
func (d *deviceFlow) pollIs(_ context.Context, expected, codes string) error {
	r, err := d.poll()
	if err != nil {
		return err
	}
	code := r.Field("error")
	if codes != "" && !slices.Contains(strings.Split(codes, "|"), code) {
		return notApplicable("the poll is answered %s here, not %s", r, codes)
	}
	for alternative := range strings.SplitSeq(expected, ", or ") {
		status, named, found := strings.Cut(alternative, " ")
		if found == (codes != "") {
			return fmt.Errorf("%q is no answer to a poll: write STATUS CODE, such as 403 expired_token, or STATUS where the code is named after it", alternative)
		}
		if ok, err := judge.Matches(r, status); err != nil {
			return err
		} else if ok && (named == code || codes != "") {
			return nil
		}
	}
	return d.failure("the poll is answered %s, wanted %s", r, expected)
}
