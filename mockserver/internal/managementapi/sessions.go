package managementapi

import (
	"cmp"
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	scopeReadSessions   = "read:sessions"
	scopeDeleteSessions = "delete:sessions"
)

func sessionRoutes() []route {
	return enterprise([]route{
		{method: "GET", path: "/sessions/{id}", name: "sessions.read", serve: (*call).readSession,
			does: "Get a session", scopes: []string{scopeReadSessions},
			status: http.StatusOK, answer: ref("Session"), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/sessions/{id}", name: "sessions.delete", serve: (*call).deleteSession,
			does: "Delete a session", scopes: []string{scopeDeleteSessions},
			status: http.StatusAccepted, answer: object(nil)},
		{method: "POST", path: "/sessions/{id}/revoke", name: tenant.OpRevokeSession, serve: (*call).revokeSession,
			does: "Revoke a session", scopes: []string{scopeDeleteSessions}, also: []string{scopeDeleteTokens},
			status: http.StatusAccepted, answer: object(nil), refusals: []int{http.StatusNotFound}},
		{method: "GET", path: "/users/{id}/sessions", name: "users.sessions.list", serve: (*call).listUserSessions,
			does: "Get a user's sessions", scopes: []string{scopeReadSessions}, query: parameters(checkpoints, pages[1:]),
			status: http.StatusOK, answer: checkpointAnswer("sessions", ref("Session")), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/users/{id}/sessions", name: "users.sessions.delete", serve: (*call).deleteUserSessions,
			does: "Delete a user's sessions", scopes: []string{scopeDeleteSessions},
			status: http.StatusAccepted, answer: object(nil), refusals: []int{http.StatusNotFound}},
		{method: "POST", path: "/users/{id}/revoke-access", name: tenant.OpRevokeAccess, serve: (*call).revokeAccess,
			does: "Revoke a user's access", scopes: []string{scopeDeleteSessions},
			body:   object(properties{"session_id": name(mostID), "preserve_refresh_tokens": flag()}),
			status: http.StatusAccepted, answer: object(nil), refusals: []int{http.StatusNotFound}},
	})
}

func sessionAnswer() *schema {
	device := object(properties{"initial_ip": text(), "initial_asn": text(), "initial_user_agent": text(), "last_ip": text(),
		"last_asn": text(), "last_user_agent": text()})
	method := object(properties{"name": text(), "timestamp": date(), "type": text()})
	return object(properties{
		"id": text(), "user_id": text(), "created_at": date(), "updated_at": date(), "authenticated_at": date(),
		"idle_expires_at": nullable(date()), "expires_at": nullable(date()), "last_interacted_at": nullable(date()),
		"device": device, "clients": list(object(properties{"client_id": text()})),
		"authentication": object(properties{"methods": list(method)}),
	}, "id", "user_id")
}

func inexistentSession() *tenant.Problem {
	return notFound("The session does not exist.", "inexistent_session")
}

func sessionJSON(s *tenant.Session) item {
	used := s.UsedAt
	if used.IsZero() {
		used = s.AuthenticatedAt
	}
	clients := []item{}
	for _, id := range s.Clients {
		clients = append(clients, item{"client_id": id})
	}
	authenticated := stamp(s.AuthenticatedAt)
	return item{
		"id": s.ID, "user_id": s.UserID, "created_at": authenticated, "updated_at": stamp(used), "authenticated_at": authenticated,
		"idle_expires_at": stampOrNull(s.IdleUntil), "expires_at": stampOrNull(s.ExpiresAt), "last_interacted_at": stamp(used),
		"device":         item{"initial_ip": s.IP, "initial_user_agent": s.Agent, "last_ip": s.IP, "last_user_agent": s.Agent},
		"clients":        clients,
		"authentication": item{"methods": []any{item{"name": "pwd", "timestamp": authenticated, "type": "password"}}},
	}
}

// session is the live session with that id.
func (c *call) session(id string) (*tenant.Session, error) {
	all, err := c.store.Sessions(c.Ctx, "")
	for _, s := range all {
		if s.ID == id && s.Live(c.Now) {
			return s, nil
		}
	}
	return nil, cmp.Or(err, error(inexistentSession()))
}

func (c *call) readSession() (any, error) {
	s, err := c.session(c.Param("id"))
	if err != nil {
		return nil, err
	}
	return sessionJSON(s), nil
}

func (c *call) listUserSessions() (any, error) {
	id := c.Param("id")
	if _, err := c.user(id); err != nil {
		return nil, err
	}
	sessions, err := c.store.Sessions(c.Ctx, id)
	if err != nil {
		return nil, err
	}
	var items []item
	for _, s := range sessions {
		if s.Live(c.Now) {
			items = append(items, sessionJSON(s))
		}
	}
	return c.checkpointed(listing{name: "sessions", items: items, id: "id"})
}

// deleteSession leaves refresh tokens alone. No 404 is documented.
func (c *call) deleteSession() (any, error) {
	err := c.endSession(c.Param("id"), (*tenant.Session).End)
	c.known = err == nil
	return item{}, store.IgnoreMissing(err)
}

// later is an end that comes later, as that of operations which answer 202 does.
func (c *call) later() tenant.End {
	return tenant.End{From: c.whenCarriedOut(), At: c.Now, Cause: tenant.CauseSession}
}

func (c *call) endSession(id string, end func(*tenant.Session, tenant.End)) error {
	return c.store.UpdateSession(c.Ctx, id, func(s *tenant.Session) { end(s, c.later()) })
}

// endSessions ends all sessions of a user.
func (c *call) endSessions(userID string, end func(*tenant.Session, tenant.End), why tenant.End) error {
	return store.EndSessions(c.Ctx, c.store, userID, end, why)
}

// revokeSession ends the session, and the refresh tokens that were issued in it.
func (c *call) revokeSession() (any, error) {
	s, err := c.session(c.Param("id"))
	if err != nil {
		return nil, err
	}
	if err = c.endSession(s.ID, (*tenant.Session).Revoke); err == nil {
		err = c.endTokens(tenant.NamedTokens{UserID: s.UserID, Session: s.ID}, tenant.CauseSession)
	}
	return item{}, store.IgnoreMissing(err)
}

func (c *call) deleteUserSessions() (any, error) {
	id := c.Param("id")
	if _, err := c.user(id); err != nil {
		return nil, err
	}
	c.known = true
	return item{}, c.endSessions(id, (*tenant.Session).End, c.later())
}

// revokeAccess ends one session of the user, or all of them; and the refresh tokens of the one, or all of the user's,
// unless they are to be preserved.
func (c *call) revokeAccess() (any, error) {
	id := c.Param("id")
	named, end, preserve := tenant.NamedTokens{UserID: id}, (*tenant.Session).Revoke, c.Policy.RefreshTokens.Preserved(c.body["preserve_refresh_tokens"] == true)
	if preserve {
		end = (*tenant.Session).End
	} else if err := c.requires(scopeDeleteTokens); err != nil {
		return nil, err
	}
	if _, err := c.user(id); err != nil {
		return nil, err
	}
	var err error
	if sessionID, one := c.body["session_id"].(string); one {
		s, unknown := c.session(sessionID)
		if unknown != nil {
			return nil, unknown
		}
		if s.UserID != id {
			return nil, inexistentSession()
		}
		named.Session, err = sessionID, c.endSession(sessionID, end)
	} else {
		err = c.endSessions(id, end, c.later())
	}
	if err == nil && !preserve {
		err = c.endTokens(named, tenant.CauseSession)
	}
	return item{}, store.IgnoreMissing(err)
}
