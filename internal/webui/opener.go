package webui

import (
	"context"
	"fmt"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
)

// Opener opens the Dashboard for one scenario after another, or several at once. It starts a Chromium when the first one
// needs it, and only one. It is safe for concurrent use.
type Opener struct {
	override string
	kept     chromium.Keeper
}

// New returns an opener; browser, unless "", replaces the dashboard.browser of the deployment file. say is told when a Chromium has
// been started, which nobody may have asked for; may be nil.
func New(browser string, say func(line string)) *Opener {
	o := &Opener{override: browser}
	if say != nil {
		o.kept.Started = func(p *chromium.Process) {
			say(fmt.Sprintf("the Dashboard is used in %s (%s), which takes many times longer than form posts; REVOKESPEC_BROWSER=none posts forms", p.Version, p.Path))
		}
	}
	return o
}

// Open opens a window for the Dashboard of the session's deployment. Close it after use.
func (o *Opener) Open(ctx context.Context, s *deployment.Session) (*Dashboard, error) {
	file := s.Deployment.File
	if file.Dashboard == nil {
		return nil, fmt.Errorf("there is no Dashboard; add dashboard")
	}
	d := &Dashboard{file: *file.Dashboard}
	path, why := o.browser(file)
	if path == "" {
		d.way = "by form posts" + why
		w, err := newFormsWindow(s)
		d.window = w
		return d, err
	}
	p, err := o.kept.Running(ctx, path, chromium.Options{Insecure: file.TLS.Insecure})
	if err != nil {
		return nil, fmt.Errorf("%w; name another with dashboard.browser, or none", err)
	}
	d.way = "in " + p.Version
	ctx, cancel, err := p.Tab()
	if err != nil {
		return nil, err
	}
	t := &tab{ctx: ctx, cancel: cancel, session: s}
	if err := t.guard(); err != nil {
		cancel()
		return nil, fmt.Errorf("the browser opens no tab: %w", err)
	}
	d.window = t
	return d, nil
}

// browser is the Chromium to use, "" for none, and why where that was not asked for.
func (o *Opener) browser(described *file.File) (path, why string) {
	wanted := described.Dashboard.Browser
	if o.override != "" {
		wanted = o.override
	}
	switch {
	case wanted == file.BrowserNone:
		return "", ""
	case wanted != file.BrowserAuto && wanted != "":
		return wanted, ""
	case described.TLS.CAFile != "" || described.TLS.ClientCert != "" || len(described.Headers) > 0:
		return "", " (a browser cannot be given tls.ca_file, tls.client_cert and headers)"
	}
	if path = chromium.Find(); path == "" {
		return "", " (no Chromium is found)"
	}
	return path, ""
}

// Close ends the Chromium, if one was started, and removes what it wrote. Windows that are still open close with it.
func (o *Opener) Close() { o.kept.Close() }
