package signin

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/internal/session"
)

// tabPages are pages in a tab of a Chromium.
type tabPages struct {
	*browser.Tab
	signer       *Signer
	password     string
	passwordSent atomic.Bool // since a button was pressed
	unclear      int         // how often something else was sent after it was typed
	anywhere     bool        // there is no client to be sent back to
}

// lookEvery is how often the page is looked at, quietFor how long nothing must happen before that counts as the end.
const (
	lookEvery = 50 * time.Millisecond
	quietFor  = time.Second
)

func (s *Signer) openTab(ctx context.Context, p session.Purpose, redirectURI string) (*tabPages, error) {
	process, err := s.desk.chromium.running(ctx)
	if err != nil {
		return nil, err
	}
	t := &tabPages{signer: s, anywhere: redirectURI == ""}
	t.Tab, err = browser.OpenTab(ctx, process, s.Session, browser.TabOptions{
		Purpose: p, RedirectURI: redirectURI, Timeout: s.Server.File.Limits.Timeout, Asks: t.noticePassword,
	})
	return t, err
}

func (t *tabPages) close() { t.Close() }

// noticePassword notes that a page sends the user's password, however it is written there.
func (t *tabPages) noticePassword(asked chromium.Request) {
	if t.password != "" && slices.ContainsFunc([]string{asked.URL, string(asked.Body)}, func(text string) bool { return redact.WrittenIn(text, t.password) }) {
		t.passwordSent.Store(true)
	}
}

// goThrough does at each page what the person would, until the server sends the browser back to the client. Where nobody is to be
// sent back to, it ends at a page that has nothing more to do.
func (t *tabPages) goThrough(ctx context.Context, address string, p *person) (ending, error) {
	if t.password == "" { // else pages are open already, which look at it
		t.password = p.user.Password
	}
	going, stop := context.WithTimeout(ctx, t.signer.Server.File.Limits.Timeout)
	err := t.Go(going, address)
	stop()
	if back, ended := t.Ended(); back != nil || ended != nil {
		return t.endingAt(back), ended
	}
	if err != nil && going.Err() == nil && !errors.Is(err, chromium.ErrBlocked) {
		return ending{}, t.ofThePage(err)
	}
	last := action{}
	for range maxForms {
		view, next, found, err := t.await(ctx, p, last)
		if back, ended := t.Ended(); back != nil || ended != nil {
			return t.endingAt(back), ended
		}
		if err != nil || !found || p.refused {
			return ending{path: t.signer.Path(view.Path)}, t.ofThePage(err)
		}
		if last, err = t.fillIn(ctx, view, next, p, last); err != nil {
			if back, ended := t.Ended(); back != nil || ended != nil { // by what the page did meanwhile
				return t.endingAt(back), ended
			}
			return ending{}, t.ofThePage(err)
		}
	}
	_, path := t.Answered()
	return ending{}, tooManyForms(path)
}

func (t *tabPages) endingAt(back *url.URL) ending {
	if back == nil {
		return ending{}
	}
	return ending{t.signer.Path(back.Path), back.Query()}
}

// await looks at the page until there is something to do that was not done yet. Nothing found, and no error: nothing leads on.
func (t *tabPages) await(ctx context.Context, p *person, last action) (view chromium.View, next choice, found bool, err error) {
	mint, limit := t.signer.Server.File.Mint, t.signer.Server.File.Limits.Timeout
	began, still, pressed := time.Now(), time.Now(), time.Now() // still: since when nothing happens
	for {
		seen, err := t.Look(ctx)
		if back, ended := t.Ended(); err != nil || back != nil || ended != nil {
			return view, next, false, err
		}
		if seen.More {
			return seen, next, false, atPage(t.signer.Path(seen.Path), errManySeen, "")
		}
		calm := seen.Complete && !t.Busy()
		if seen.Document != "" {
			view = seen
		}
		if !calm {
			still = time.Now()
		}
		if seen.Complete && (calm || time.Since(began) > 2*quietFor) { // some pages never stop asking for something
			if next, found = t.choose(p, view, mint); found && !last.repeats(view, next, mint, p) {
				return view, next, true, nil
			}
			if min(time.Since(still), time.Since(pressed)) > quietFor/2 {
				pressed = time.Now()
				if err := t.pressAgain(ctx, view, &last); err != nil {
					return view, next, false, err
				}
			}
			if err := t.failure(view, last, time.Since(still) > quietFor); err != nil {
				return view, next, false, err
			}
		}
		switch {
		case t.anywhere && !last.pending(view) && time.Since(still) > quietFor:
			return view, next, false, nil
		case time.Since(began) > limit:
			return view, next, false, t.nothingLeadsOn(view, found, limit)
		}
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return view, next, false, err
		}
	}
}

func (t *tabPages) choose(p *person, view chromium.View, mint file.Mint) (choice, bool) {
	if next, found := p.choose(seenForms(view), mint); found {
		return next, true
	}
	return p.choose(linksOf(view), mint)
}
