package control

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

type grantState struct {
	ID        string        `json:"id"`
	UserID    string        `json:"user_id"`
	ClientID  string        `json:"client_id"`
	Audience  string        `json:"audience,omitempty"`
	Scopes    []string      `json:"scopes"`
	CreatedAt string        `json:"created_at"`
	State     string        `json:"state"` // live or ended
	Ended     *endState     `json:"ended,omitempty"`
	Families  []familyState `json:"families"`
}

type familyState struct {
	ID        string       `json:"id"` // of the device credential
	Device    string       `json:"device,omitempty"`
	SessionID string       `json:"session_id,omitempty"`
	Rotating  bool         `json:"rotating"`
	CreatedAt string       `json:"created_at"`
	Exchanged string       `json:"exchanged_at,omitempty"`
	ExpiresAt string       `json:"expires_at,omitempty"`
	IdleUntil string       `json:"idle_expires_at,omitempty"`
	Ended     *endState    `json:"ended,omitempty"`
	Tokens    []tokenState `json:"tokens"` // by order of issue; of a long family, the newest
}

type tokenState struct {
	Name       string      `json:"name"` // as in the recorded requests
	Serial     int         `json:"serial"`
	Generation int         `json:"generation"`
	Parent     *int        `json:"parent,omitempty"` // serial of the token it was issued for
	State      tenant.Kind `json:"state"`            // live, spent, ended or expired
	IssuedAt   string      `json:"issued_at,omitempty"`
	SpentAt    string      `json:"spent_at,omitempty"`
	Ended      *endState   `json:"ended,omitempty"`
}

// endState is why and when something ended, or will.
type endState struct {
	Cause tenant.Cause `json:"cause,omitempty"`
	At    string       `json:"at,omitempty"`
	From  string       `json:"from,omitempty"` // when it takes effect, where that is not at once
}

func stateOfEnd(e tenant.End) *endState {
	if !e.Done {
		return nil
	}
	return &endState{Cause: e.Cause, At: formatTime(e.At), From: formatTime(e.From)}
}

func stateOfGrant(g *tenant.Grant, now time.Time) grantState {
	s := grantState{ID: g.ID, UserID: g.Key.UserID, ClientID: g.Key.ClientID, Audience: g.Key.Audience, Scopes: g.Scopes,
		CreatedAt: formatTime(g.CreatedAt), State: "ended", Ended: stateOfEnd(g.Ended), Families: []familyState{}}
	if g.Stands(now) {
		s.State = "live"
	}
	for _, f := range g.Families {
		s.Families = append(s.Families, stateOfFamily(g, f, now))
	}
	return s
}

func stateOfFamily(g *tenant.Grant, f *tenant.Family, now time.Time) familyState {
	s := familyState{ID: f.ID, Device: f.Device, SessionID: f.Session, Rotating: f.Rotating, CreatedAt: formatTime(f.CreatedAt),
		Exchanged: formatTime(f.Exchanged), ExpiresAt: formatTime(f.ExpiresAt), IdleUntil: formatTime(f.IdleUntil),
		Ended: stateOfEnd(f.Ended), Tokens: []tokenState{}}
	for _, t := range slices.Concat(f.Past, f.Tokens) {
		place := tenant.Place{Grant: g.ID, Family: f.ID, Serial: t.Serial, Generation: t.Generation}
		token := tokenState{Name: nameOfPlace(place), Serial: t.Serial, Generation: t.Generation, State: g.Kind(place, now),
			IssuedAt: formatTime(t.IssuedAt), SpentAt: formatTime(t.SpentAt), Ended: stateOfEnd(t.Ended)}
		if t.Parent != t.Serial {
			token.Parent = &t.Parent
		}
		s.Tokens = append(s.Tokens, token)
	}
	slices.SortFunc(s.Tokens, func(a, b tokenState) int { return a.Serial - b.Serial })
	return s
}

type sessionState struct {
	ID       string    `json:"id"`
	UserID   string    `json:"user_id"`
	Clients  []string  `json:"clients"`
	State    string    `json:"state"` // live or ended
	LoggedIn string    `json:"authenticated_at"`
	Ended    *endState `json:"ended,omitempty"`
}

func stateOfSession(session *tenant.Session, now time.Time) sessionState {
	s := sessionState{ID: session.ID, UserID: session.UserID, Clients: session.Clients, State: "ended",
		LoggedIn: formatTime(session.AuthenticatedAt), Ended: stateOfEnd(session.Ended)}
	if session.Live(now) {
		s.State = "live"
	}
	return s
}

func formatDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
