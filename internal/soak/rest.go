package soak

import (
	"context"
	"fmt"
)

// Unmet says what does not even hold at rest, so that nothing can be judged under load.
type Unmet struct {
	Act    string // Exchange: of a new token; Revocation: was not accepted; Look: the revoked token was not refused; SignIn
	App    App
	Answer Answer
}

func (e *Unmet) Error() string {
	return fmt.Sprintf("at rest, the %s at clients.%s was answered %s", e.Act, e.App.Role, e.Answer.Text)
}

// AtRest finds out what holds for the tokens of an application while nothing else happens. settle is called after each act that ends
// something.
func AtRest(ctx context.Context, s Server, app App, settle func() error) (App, error) {
	first, err := signedIn(ctx, s, app)
	if err != nil {
		return app, err
	}
	spent := first
	if first, err = exchanged(ctx, s, app, first); err != nil {
		return app, err
	}
	app.Rotates = spent != first
	second, err := signedIn(ctx, s, app)
	if err != nil {
		return app, err
	}
	if next, err := exchanged(ctx, s, app, first); err == nil {
		first, app.Companions = next, true
	} else if first, err = signedIn(ctx, s, app); err != nil {
		return app, err
	}
	if a := s.Revoke(ctx, app, first); a.State != Alive {
		return app, &Unmet{Revocation, app, a}
	}
	if err := settle(); err != nil {
		return app, err
	}
	if a := s.Exchange(ctx, app, first); a.State != Dead {
		return app, &Unmet{Look, app, a}
	}
	if app.Companions {
		app.Cascades = s.Exchange(ctx, app, second).State == Dead
	}
	if app.Rotates {
		return app, app.reuseAtRest(ctx, s, settle)
	}
	return app, nil
}

// reuseAtRest finds out what becomes of a spent token, and of its family when it is used again.
func (app *App) reuseAtRest(ctx context.Context, s Server, settle func() error) error {
	spent, err := signedIn(ctx, s, *app)
	if err != nil {
		return err
	}
	newest, err := exchanged(ctx, s, *app, spent)
	if err != nil {
		return err
	}
	if app.Spends = s.Exchange(ctx, *app, spent).State == Dead; !app.Spends {
		return nil
	}
	if err := settle(); err != nil {
		return err
	}
	app.Reuse = s.Exchange(ctx, *app, newest).State == Dead
	return nil
}

func signedIn(ctx context.Context, s Server, app App) (string, error) {
	a := s.SignIn(ctx, app)
	if a.State != Alive {
		return "", &Unmet{SignIn, app, a}
	}
	return a.Token, nil
}

// exchanged is the newest token of the family.
func exchanged(ctx context.Context, s Server, app App, token string) (string, error) {
	a := s.Exchange(ctx, app, token)
	if a.State != Alive {
		return "", &Unmet{Exchange, app, a}
	}
	if a.Token == "" {
		return token, nil
	}
	return a.Token, nil
}
