package chromium

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// names are those under which distributions install a Chromium, the likeliest first.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell", "chrome"}

// timeout is how long a Chromium may take to start, to open a tab, and to end.
const timeout = 30 * time.Second

// Find returns the path of a Chromium on the PATH, "" when there is none.
func Find() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Process is a running Chromium. It is safe for concurrent use.
type Process struct {
	Path, Version string // "Chromium 156"

	lost <-chan struct{} // closed when it has ended

	ctx    context.Context
	cancel context.CancelFunc
}

// Launch starts a Chromium without a network: whatever its pages ask for is asked for by somebody else. It ends with Close, and with
// us: its profile is a temporary folder of its own.
func Launch(path string) (*Process, error) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU)
	// A page may neither open windows unasked nor take all the memory there is.
	flags = append(flags, chromedp.Flag("disable-popup-blocking", false), chromedp.Flag("js-flags", "--max-old-space-size=512"))
	// A proxy that does not exist, for loopback as well; without UDP, by which WebRTC would go past it.
	flags = append(flags, chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.ProxyServer("http://nowhere.invalid:9"), chromedp.Flag("proxy-bypass-list", "<-loopback>"),
		chromedp.Flag("webrtc-ip-handling-policy", "disable_non_proxied_udp"))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	quiet := func(string, ...any) {} // what matters comes back as an error
	ctx, cancel := chromedp.NewContext(allocated, chromedp.WithLogf(quiet), chromedp.WithErrorf(quiet))
	p := &Process{Path: path, ctx: ctx, cancel: sync.OnceFunc(func() {
		bounded, noMore := context.WithTimeout(ctx, timeout)
		defer noMore()
		_ = chromedp.Cancel(bounded) // asks it to end, so that it removes what it wrote
		cancel()
		stop()
	})}
	started := make(chan error, 1)
	go func() {
		version, err := chromedp.CallBrowser(ctx, browser.GetVersion, cdp.Empty{})
		p.Version = major(version.Product)
		started <- err
	}()
	late, noMore := context.WithTimeout(context.Background(), timeout)
	defer noMore()
	select {
	case err := <-started:
		if err != nil {
			p.cancel()
			return nil, fmt.Errorf("the browser %s does not start (%s)", path, beginning(err.Error()))
		}
		p.lost = chromedp.FromContext(ctx).Browser.LostConnection
		return p, nil
	case <-late.Done():
		p.cancel()
		return nil, fmt.Errorf("the browser %s does not start within %s", path, timeout)
	}
}

// major makes "Chromium 156" of "Chrome/156.0.8078.79" and "HeadlessChrome/...".
func major(product string) string {
	_, version, _ := strings.Cut(product, "/")
	number, _, _ := strings.Cut(version, ".")
	return "Chromium " + number
}

// Alive says whether it still runs.
func (p *Process) Alive() bool {
	select {
	case <-p.lost:
		return false
	default:
		return true
	}
}

// tab opens a tab in a context of its own: no cookies of others, none left behind. It is closed by the function returned.
func (p *Process) tab() (context.Context, context.CancelFunc, error) {
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	late := time.AfterFunc(timeout, cancel) // a deadline of the context would be one of the tab
	err := chromedp.Listen(ctx, func(event any) {
		if _, is := event.(*page.EventJavascriptDialogOpening); is { // nobody is there to read it
			go func() {
				_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
			}()
		}
	})
	if err == nil {
		of := chromedp.FromContext(ctx).BrowserContextID
		_, err = chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorDeny, BrowserContextID: of})
	}
	if late.Stop() && err == nil {
		return ctx, func() { p.detach(ctx); cancel() }, nil
	}
	cancel()
	switch {
	case !p.Alive():
		err = ErrEnded
	case err == nil || errors.Is(err, context.Canceled):
		err = fmt.Errorf("none within %s", timeout)
	}
	return nil, nil, fmt.Errorf("the browser opens no tab: %w", err)
}

// detach waits until no more is heard of a tab. Without that, the messages of a tab that was talkative would stay in the way of those
// of all others once it is closed: chromedp keeps a place for a thousand, and waits.
func (p *Process) detach(ctx context.Context) {
	bounded, noMore := context.WithTimeout(ctx, timeout)
	defer noMore()
	gone, err := chromedp.Detached(ctx)
	if err != nil {
		return
	}
	session := chromedp.FromContext(ctx).Target.SessionID
	if _, err := chromedp.CallBrowser(bounded, target.DetachFromTarget, target.DetachFromTargetParams{SessionID: session}); err != nil {
		return
	}
	select {
	case <-gone:
	case <-p.lost:
	case <-bounded.Done():
	}
}

// Close ends the Chromium and removes what it wrote. Tabs that are still open close with it.
func (p *Process) Close() { p.cancel() }

// beginning is the beginning of a long text, on one line.
func beginning(text string) string {
	const most = 200
	if text = strings.Join(strings.Fields(text), " "); len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}
