package webui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
)

// Opener opens the Dashboard for one scenario after another, or several at once. Where a deployment signs in by a Chromium, it uses that;
// else it starts one when the first Dashboard needs it, and only one. It is safe for concurrent use.
type Opener struct {
	override string
	own      chromium.Keeper
	say      func(line string)
	said     sync.Once
}

// New returns an opener; browser, unless "", replaces the dashboard.browser of the deployment file. say is told when the Dashboard is
// used in a Chromium, which nobody may have asked for; may be nil.
func New(browser string, say func(line string)) *Opener { return &Opener{override: browser, say: say} }

// Open opens a window for the Dashboard of the session's deployment. Close it after use.
func (o *Opener) Open(ctx context.Context, s *deployment.Session) (*Dashboard, error) {
	described := s.Deployment.File
	if described.Dashboard == nil {
		return nil, errors.New("there is no Dashboard; add dashboard")
	}
	path, why := o.browser(described.Dashboard.Browser)
	if path == "" {
		plain, err := newPlainWindow(s.Session)
		return &Dashboard{file: *described.Dashboard, window: plain, way: "by form posts" + why}, err
	}
	process, err := cmp.Or(s.Browsers(), &o.own).Running(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("%w; name another with dashboard.browser, or none", err)
	}
	tab, err := newTabWindow(context.WithoutCancel(ctx), process, s.Session)
	if err != nil {
		return nil, err
	}
	o.said.Do(func() { o.sayUsed(process) })
	return &Dashboard{file: *described.Dashboard, window: tab, way: "in " + process.Version, timeout: timeout}, nil
}

func (o *Opener) sayUsed(p *chromium.Process) {
	if o.say != nil {
		o.say(fmt.Sprintf("the Dashboard is used in %s (%s), which takes many times longer than form posts; REVOKESPEC_BROWSER=none posts forms", p.Version, p.Path))
	}
}

// browser is the Chromium to use, "" for none, and why where that was not asked for.
func (o *Opener) browser(ofFile string) (path, why string) {
	switch wanted := cmp.Or(o.override, ofFile); wanted {
	case file.BrowserNone:
		return "", ""
	case file.BrowserAuto, "":
		if path = chromium.Find(); path == "" {
			return "", " (no Chromium is found)"
		}
		return path, ""
	default:
		return wanted, ""
	}
}

// Close ends the opener's own Chromium, if it was started, and removes what it wrote. Windows that are still open there close with it.
func (o *Opener) Close() { o.own.Close() }
