package webui

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"github.com/revokespec/revokespec/deployment"
)

// Chromiums are the names under which distributions install a Chromium, the likeliest first.
var chromiums = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell", "chrome"}

// Chromium is the path of a Chromium on the PATH, "" when there is none.
func Chromium() string {
	for _, name := range chromiums {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// process is a running Chromium.
type process struct {
	ctx     context.Context
	cancel  context.CancelFunc
	version string // "Chromium 156"
}

// launch starts a Chromium without a window. It ends with stop, and with us: its profile is a temporary folder of its own.
func launch(path string, insecure bool) (*process, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU)
	if insecure {
		options = append(options, chromedp.IgnoreCertErrors)
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	quiet := func(string, ...any) {} // what matters comes back as an error
	ctx, cancel := chromedp.NewContext(allocated, chromedp.WithLogf(quiet), chromedp.WithErrorf(quiet))
	p := &process{ctx: ctx, cancel: func() {
		patient, noMore := context.WithTimeout(ctx, patience)
		defer noMore()
		_ = chromedp.Cancel(patient) // asks it to end, so that it removes what it wrote
		cancel()
		stop()
	}}
	started := make(chan error, 1)
	go func() {
		version, err := chromedp.CallBrowser(ctx, browser.GetVersion, cdp.Empty{})
		p.version = major(version.Product)
		started <- err
	}()
	late, noMore := context.WithTimeout(context.Background(), patience)
	defer noMore()
	select {
	case err := <-started:
		if err != nil {
			p.cancel()
			return nil, fmt.Errorf("the browser %s does not start (%s); name another with dashboard.browser, or none", path, beginning(err.Error()))
		}
		return p, nil
	case <-late.Done():
		p.cancel()
		return nil, fmt.Errorf("the browser %s does not start within %s; name another with dashboard.browser, or none", path, patience)
	}
}

// major makes "Chromium 156" of "Chrome/156.0.8078.79" and "HeadlessChrome/...".
func major(product string) string {
	_, version, _ := strings.Cut(product, "/")
	number, _, _ := strings.Cut(version, ".")
	return "Chromium " + number
}

// window opens a tab in a context of its own: no cookies of others, none left behind.
func (p *process) window() (window, error) {
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, fmt.Errorf("the browser opens no tab: %w", err)
	}
	return &tab{ctx: ctx, cancel: cancel}, nil
}

// Opener opens the Dashboard for one scenario after another, or several at once. It starts a Chromium when the first one
// needs it, and only one. It is safe for concurrent use.
type Opener struct {
	override string
	mu       sync.Mutex
	process  *process
	err      error
}

// New returns an opener; browser, unless "", replaces the dashboard.browser of the deployment file.
func New(browser string) *Opener { return &Opener{override: browser} }

// Open opens a window for the Dashboard of the session's deployment. Close it after use.
func (o *Opener) Open(s *deployment.Session) (*Dashboard, error) {
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
	p, err := o.running(path, file.TLS.Insecure)
	if err != nil {
		return nil, err
	}
	d.way = "in " + p.version
	d.window, err = p.window()
	return d, err
}

// browser is the Chromium to use, "" for none, and why where that was not asked for.
func (o *Opener) browser(file *deployment.File) (path, why string) {
	wanted := file.Dashboard.Browser
	if o.override != "" {
		wanted = o.override
	}
	switch {
	case wanted == deployment.BrowserNone:
		return "", ""
	case wanted != deployment.BrowserAuto && wanted != "":
		return wanted, ""
	case file.TLS.CAFile != "" || file.TLS.ClientCert != "" || len(file.Headers) > 0:
		return "", " (a browser cannot be given tls.ca_file, tls.client_cert and headers)"
	}
	if path = Chromium(); path == "" {
		return "", " (no Chromium is found)"
	}
	return path, ""
}

func (o *Opener) running(path string, insecure bool) (*process, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.process == nil && o.err == nil {
		o.process, o.err = launch(path, insecure)
	}
	return o.process, o.err
}

// Close ends the Chromium, if one was started, and removes what it wrote. Windows that are still open close with it.
func (o *Opener) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.process != nil {
		o.process.cancel()
		o.process = nil
	}
}
