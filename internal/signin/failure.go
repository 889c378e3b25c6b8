package signin

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/chromium"
)

// failure is what a page says that shows a form again which was filled in before, or that is an error's and offers nothing.
func (t *tabPages) failure(view chromium.View, last action, still bool) error {
	says, at := t.signer.Phrase(view.Message), t.signer.Path(view.Path)
	if still && last.document == view.Document && says != "" && view.Message != last.message {
		err := errors.New("does not go on")
		if last.login && last.pressedIt && t.Asked() != last.asked {
			err = errPasswordAgain
		}
		return atPage(at, err, says)
	}
	if still && view.Kind != "" && !strings.Contains(view.Kind, "html") {
		return atPage(at, fmt.Errorf("is %s, which a browser does not show as a page; serve it as text/html", t.signer.Phrase(view.Kind)), "")
	}
	if status, path := t.Answered(); still && status >= 400 && last.document != view.Document {
		return atPage(path, fmt.Errorf("answers %d", status), says)
	}
	return nil
}

var errManySeen = errors.New("has more than 1000 fields or buttons, which no sign-in needs; look at the server")

// ofThePage says of which page an error of the browser's is, and what to do.
func (t *tabPages) ofThePage(err error) error {
	limit := t.signer.Server.File.Limits.Timeout
	_, path := t.Answered()
	var failed *chromium.Failed
	switch {
	case errors.As(err, &failed):
		return fmt.Errorf("the browser failed at the page at %s: %s", path, t.signer.Words(failed.Says))
	case errors.Is(err, chromium.ErrBlocked):
		return fmt.Errorf("the page at %s %w, within limits.timeout (%s); look at its scripts, or raise it, or choose mint.strategy exec", path, err, limit)
	case errors.Is(err, chromium.ErrCrashed), errors.Is(err, chromium.ErrEnded):
		return fmt.Errorf("the page at %s %w; the next sign-in has another; look at the page's scripts, and at the machine's memory", path, err)
	}
	return err
}

// nothingLeadsOn describes the page at which a sign-in ends too early.
func (t *tabPages) nothingLeadsOn(view chromium.View, filled bool, limit time.Duration) error {
	if view.Document == "" {
		_, path := t.Answered()
		return fmt.Errorf("the page at %s did not come within limits.timeout (%s); look at the server, or raise it", path, limit)
	}
	var fields, buttons []string
	for _, part := range view.Parts {
		for _, f := range part.Fields {
			fields = append(fields, strings.TrimSpace(t.signer.Phrase(f.Name)+" ("+t.signer.Phrase(f.Type)+")"))
		}
		for _, b := range part.Buttons {
			buttons = append(buttons, fmt.Sprintf("%q", t.signer.Phrase(b.Text)))
		}
	}
	what := "has nothing to fill in or to press that leads on"
	if filled {
		what = "is still there, filled in,"
	}
	text := fmt.Sprintf("the page at %s (%q) %s after %s: fields %s; buttons %s", t.signer.Path(view.Path), t.signer.Phrase(view.Title), what, limit, listOf(fields), listOf(buttons))
	if view.Message != "" {
		text += fmt.Sprintf("; it says %q", t.signer.Phrase(view.Message))
	}
	if missed := t.Missed(); missed != nil {
		return fmt.Errorf("%s; %w", text, missed)
	}
	return errors.New(text + "; give mint.username_field and mint.password_field, or raise limits.timeout, or choose mint.strategy exec")
}

func listOf(names []string) string {
	const most = 8
	if len(names) == 0 {
		return "none"
	}
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += ", ..."
	}
	return text
}
