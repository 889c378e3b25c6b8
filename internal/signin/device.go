package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/wording"
)

// DeviceRequest is a device's request to be let in, as the server answered it (RFC 8628 section 3.2).
type DeviceRequest struct {
	Lifetime time.Duration // of its codes
	Interval time.Duration // between two polls; it grows when the server asks to slow down

	client                  file.Client
	code, userCode          string
	page, pageWithTheirCode string
}

// ErrNoRefusal says that a user could not refuse a device.
var ErrNoRefusal = errors.New("no page offered to refuse the device")

// RFC 8628 sections 3.2 and 3.5: the interval where the server names none, and by how much slow_down lengthens it.
const (
	defaultInterval = 5 * time.Second
	slowDown        = 5 * time.Second
)

// RequestDevice asks for a device to be let in. The answer is that of the device authorization endpoint; without the codes
// in it there is an error too.
func (s *Signer) RequestDevice(ctx context.Context, p session.Purpose, in SignIn) (*DeviceRequest, httpx.Response, error) {
	endpoint := s.Server.Endpoints.DeviceAuthorization
	if endpoint == "" {
		return nil, httpx.Response{}, errors.New("no device authorization endpoint is known; give endpoints.device_authorization")
	}
	in = s.completed(in)
	r := httpx.Request{URL: endpoint, Form: s.parameters(in, nil)}
	if err := s.Authenticate(&r, in.Client); err != nil {
		return nil, httpx.Response{}, err
	}
	answer := s.Send(ctx, p, r)
	if answer.Err != nil || answer.Status != http.StatusOK {
		return nil, answer, s.refusedDevice(in, answer)
	}
	d := &DeviceRequest{
		Lifetime: answer.Seconds("expires_in"), Interval: answer.Seconds("interval"), client: in.Client,
		code: answer.Field("device_code"), userCode: answer.Field("user_code"),
		page: answer.Field("verification_uri"), pageWithTheirCode: answer.Field("verification_uri_complete"),
	}
	if d.Interval <= 0 {
		d.Interval = defaultInterval
	}
	if d.code == "" || d.userCode == "" || d.page == "" || d.Lifetime == 0 {
		return nil, answer, errors.New("the device authorization endpoint answers 200 without device_code, user_code, verification_uri or expires_in; the server breaks RFC 8628 section 3.2")
	}
	return d, answer, nil
}

func (s *Signer) refusedDevice(in SignIn, r httpx.Response) error {
	a := remedy.Attempt{Client: in.Client, Grant: remedy.GrantDeviceCode, Scope: in.Scope, Audience: in.Audience}
	return s.Refused("the device authorization endpoint", a, r)
}

// LetDeviceIn has the user enter the code at the server's pages, sign in there and agree; or refuse, where a page offers it.
func (s *Signer) LetDeviceIn(ctx context.Context, p session.Purpose, d *DeviceRequest, user file.User, refuse bool) error {
	ctx, err := s.Server.Pacer.SignIn(ctx, user)
	if err != nil {
		return err
	}
	pages, err := s.pages(ctx, p, "")
	if err != nil {
		return err
	}
	defer pages.close()
	who := person{user: user, userCode: d.userCode, refuses: refuse}
	end, err := pages.goThrough(ctx, d.page, &who)
	if err == nil && !who.codeEntered && d.pageWithTheirCode != "" { // no field for the code: the link carries it
		who.codeEntered = true
		end, err = pages.goThrough(ctx, d.pageWithTheirCode, &who)
	}
	switch {
	case err != nil:
		return err
	case !who.codeEntered:
		return fmt.Errorf("the page at %s has no field for the user code; it must be a plain HTML form with a text field whose name says code", end.path)
	case refuse && !who.refused:
		return fmt.Errorf("%w, the last one at %s", ErrNoRefusal, end.path)
	}
	return nil
}

// PollDevice asks once whether the device is let in (RFC 8628 section 3.4). When it may ask again is the caller's business.
func (s *Signer) PollDevice(ctx context.Context, p session.Purpose, d *DeviceRequest) httpx.Response {
	r := httpx.Request{URL: s.Server.Endpoints.Token, Form: url.Values{"grant_type": {remedy.GrantDeviceCode}, "device_code": {d.code}}}
	if err := s.Authenticate(&r, d.client); err != nil {
		return httpx.Response{Err: err}
	}
	answer := s.Send(ctx, p, r)
	if answer.Field("error") == "slow_down" {
		d.Interval = min(d.Interval, httpx.Longest) + slowDown
	}
	return answer
}

// polls is how often a device that was let in asks before it gives up.
const polls = 5

// mintByDevice signs in by the device authorization grant (RFC 8628): the user acts first, so that one poll should do.
func (s *Signer) mintByDevice(ctx context.Context, p session.Purpose, in SignIn) (httpx.Response, error) {
	d, answer, err := s.RequestDevice(ctx, p, in)
	if err != nil && session.StartAgain(answer) {
		return httpx.Response{}, browser.Lost(s.Server.Endpoints.DeviceAuthorization, answer)
	}
	if err == nil {
		err = s.LetDeviceIn(ctx, p, d, in.User, false)
	}
	if err != nil {
		return httpx.Response{}, err
	}
	for range polls {
		answer = s.PollDevice(ctx, p, d)
		if code := answer.Field("error"); code != "authorization_pending" && code != "slow_down" {
			return answer, nil
		}
		if err := s.Wait(ctx, d.Interval); err != nil {
			return httpx.Response{}, fmt.Errorf("between two polls: %w", err)
		}
	}
	return httpx.Response{}, errors.New(wording.Sentence("the user went through every page, but the device is still answered %s; look at the server's log", answer))
}
