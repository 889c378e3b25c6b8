package signin

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/chromium"
)

// stuck is what a page says that shows a form again which was filled in before, or that is an error's and offers nothing.
func (v *visit) stuck(person *visitor, view chromium.View, done deed, still bool) error {
	says, at := v.session.Phrase(view.Message), v.session.Path(view.Path)
	if still && done.document == view.Document && says != "" && view.Message != done.message {
		err := errors.New("does not go on")
		if done.login && done.was && v.page.Asked() != done.asked {
			err = errPasswordAgain
		}
		return person.atPage(at, err, says)
	}
	if still && view.Kind != "" && !strings.Contains(view.Kind, "html") {
		return person.atPage(at, fmt.Errorf("is %s, which a browser does not show as a page; serve it as text/html", v.session.Phrase(view.Kind)), "")
	}
	if status, path := v.answered(); still && status >= 400 && done.document != view.Document {
		return person.atPage(path, fmt.Errorf("answers %d", status), says)
	}
	return nil
}

var errManySeen = errors.New("has more than 1000 fields or buttons, which no sign-in needs; look at the server")

// ofThePage says of which page an error of the browser's is, and what to do.
func (v *visit) ofThePage(err error) error {
	limit := v.session.Server.File.Limits.Timeout
	_, path := v.answered()
	var failed *chromium.Failed
	switch {
	case errors.As(err, &failed):
		return fmt.Errorf("the browser failed at the page at %s: %s", path, v.session.Words(failed.Says))
	case errors.Is(err, chromium.ErrBlocked):
		return fmt.Errorf("the page at %s %w, within limits.timeout (%s); look at its scripts, or raise it, or choose mint.strategy exec", path, err, limit)
	case errors.Is(err, chromium.ErrCrashed), errors.Is(err, chromium.ErrEnded):
		return fmt.Errorf("the page at %s %w; the next sign-in has another; look at the page's scripts, and at the machine's memory", path, err)
	}
	return err
}

// nothingLeadsOn describes the page at which a visit ends too early.
func (v *visit) nothingLeadsOn(view chromium.View, filled bool, limit time.Duration) error {
	if view.Document == "" {
		_, path := v.answered()
		return fmt.Errorf("the page at %s did not come within limits.timeout (%s); look at the server, or raise it", path, limit)
	}
	var fields, buttons []string
	for _, part := range view.Parts {
		for _, f := range part.Fields {
			fields = append(fields, strings.TrimSpace(v.session.Phrase(f.Name)+" ("+v.session.Phrase(f.Type)+")"))
		}
		for _, b := range part.Buttons {
			buttons = append(buttons, fmt.Sprintf("%q", v.session.Phrase(b.Text)))
		}
	}
	what := "has nothing to fill in or to press that leads on"
	if filled {
		what = "is still there, filled in,"
	}
	text := fmt.Sprintf("the page at %s (%q) %s after %s: fields %s; buttons %s", v.session.Path(view.Path), v.session.Phrase(view.Title), what, limit, listed(fields), listed(buttons))
	if view.Message != "" {
		text += fmt.Sprintf("; it says %q", v.session.Phrase(view.Message))
	}
	if missed := v.notSent(); missed != nil {
		return fmt.Errorf("%s; %w", text, missed)
	}
	return errors.New(text + "; give mint.username_field and mint.password_field, or raise limits.timeout, or choose mint.strategy exec")
}

// notSent is why something that the page asked for did not come, nil where all did.
func (v *visit) notSent() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.missed
}

func listed(names []string) string {
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
