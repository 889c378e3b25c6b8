package webui

import (
	"context"
	"strconv"
	"time"

	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/session"
)

// await reads the page until what is to be done there is done. what is what was looked for, for errors.
func (d *Dashboard) await(ctx context.Context, what string, do func(seen contents) (done bool, err error)) error {
	for began := time.Now(); ; {
		seen, err := d.window.read(ctx)
		if err != nil {
			return err
		}
		if done, err := do(seen); done || err != nil {
			return err
		}
		if time.Since(began) >= d.timeout {
			return missing(d.window, "%s", what)
		}
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return err
		}
	}
}

func (d *Dashboard) clickLink(ctx context.Context, p session.Purpose, text string) error {
	d.did("followed %q", text)
	return d.click(ctx, p, "link "+strconv.Quote(text), func(seen contents) (element, bool) { return seen.link(text) })
}

func (d *Dashboard) press(ctx context.Context, p session.Purpose, text string) error {
	d.did("pressed %q", text)
	return d.click(ctx, p, "button "+strconv.Quote(text), func(seen contents) (element, bool) { return seen.button(text) })
}

// click clicks on what is found, and waits for the page that comes of it.
func (d *Dashboard) click(ctx context.Context, p session.Purpose, what string, find func(contents) (element, bool)) error {
	err := d.await(ctx, what, func(seen contents) (bool, error) {
		e, found := find(seen)
		if !found {
			return false, nil
		}
		return d.window.click(ctx, p, e.at)
	})
	if err != nil {
		return err
	}
	return d.stillLoggedIn(ctx)
}

func (d *Dashboard) fill(ctx context.Context, label, value string) error {
	return d.await(ctx, "field "+strconv.Quote(label), func(seen contents) (bool, error) {
		f, found := seen.field(label)
		if !found {
			return false, nil
		}
		return d.window.fill(ctx, f.at, value)
	})
}

// choose chooses an option of a list that is there now.
func (d *Dashboard) choose(ctx context.Context, label, option string) error {
	seen, err := d.window.read(ctx)
	if err != nil {
		return err
	}
	f, found := seen.field(label)
	if !found {
		return missing(d.window, "field %q", label)
	}
	chosen, err := d.window.choose(ctx, f.at, option)
	if err == nil && !chosen {
		err = missing(d.window, "option %q of %q", option, label)
	}
	return err
}

// ticked says whether a field is ticked.
func (d *Dashboard) ticked(ctx context.Context, label string) (on bool, err error) {
	err = d.await(ctx, "field "+strconv.Quote(label), func(seen contents) (bool, error) {
		f, found := seen.field(label)
		on = f.on
		return found, nil
	})
	return on, err
}

// tick clicks on a field where it is not as wanted.
func (d *Dashboard) tick(ctx context.Context, label string, on bool) error {
	return d.await(ctx, "field "+strconv.Quote(label), func(seen contents) (bool, error) {
		f, found := seen.field(label)
		if !found || f.on == on {
			return found, nil
		}
		return d.window.tick(ctx, f.at, on)
	})
}
