package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// place is where a request goes: to a single node, by its index in the file, or to the issuer, whichever node answers there.
type place int

const theIssuer place = -1

func (p place) String() string {
	if p == theIssuer {
		return "the issuer"
	}
	return fmt.Sprintf("node %d", p+1)
}

// places are the single nodes.
func (w *World) places() (all []place) {
	for i := range w.deployment().File.Nodes {
		all = append(all, place(i))
	}
	return all
}

// address has the request go to a place.
func (w *World) address(r *httpx.Request, p place) (err error) {
	if p == theIssuer {
		return nil
	}
	r.URL, err = w.deployment().AtNode(int(p), r.URL)
	return lacking(err)
}

// exchangeAt presents the token at a place.
func (w *World) exchangeAt(ctx context.Context, purpose session.Purpose, p place, t *token, fresh bool) (httpx.Response, error) {
	r, err := w.exchangeRequest(t, t.client, nil)
	if err == nil {
		err = w.address(&r, p)
	}
	if err != nil {
		return httpx.Response{}, err
	}
	r.FreshConnection = fresh
	return w.lease.Send(ctx, purpose, r), nil
}

// limit is how long a revocation may take until it is known everywhere. Auth0's documents know no such time.
func (w *World) limit() time.Duration {
	if w.promisesImmediacy() {
		return 0
	}
	return w.deployment().File.Declares.PropagationLimit
}

// elapse lets time pass for what a server consists of.
func (w *World) elapse(ctx context.Context, d time.Duration) error {
	moved, err := w.lease.Elapse(ctx, d)
	if err != nil {
		if missing := lacking(err); missing != err {
			return missing
		}
		return inconclusive("could not wait for %s: %v", d, err)
	}
	w.clockMoved += moved
	return nil
}

// lacking is an error as a step returns it, where it says what the server lacks; any other is itself.
func lacking(err error) error {
	var missing *remedy.NotApplicable
	if errors.As(err, &missing) {
		return notApplicable("%v", err)
	}
	return err
}
