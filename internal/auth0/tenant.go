// Package auth0 uses a Management API like Auth0's: its tokens, the tenant setting, and throw-away things, which it deletes again.
package auth0

import (
	"sync"

	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/session"
)

// Tenant is what all sessions know of the tenant that the Management API manages: its tokens, and what was changed and is to be undone.
type Tenant struct {
	Journal *journal.Journal

	server  *session.Server
	own     *Client
	missing func(need string) string
	tokens  tokenCache
	history settingHistory
	absent  sync.Map      // need -> why the tenant has not got it, as it was found out
	room    chan struct{} // holds one for each throw-away application that is there; nil where they are made to stay
}

// Client uses the Management API in a session.
type Client struct {
	*session.Session
	tenant *Tenant
}

// New knows nothing yet. missing says in one line what a need of the deployment lacks, "" for nothing.
func New(server *session.Server, journal *journal.Journal, missing func(need string) string) *Tenant {
	t := &Tenant{Journal: journal, server: server, missing: missing, tokens: tokenCache{tokens: map[string]managementToken{}}}
	t.own = t.For(server.Own)
	return t
}

// For is the client of a session.
func (t *Tenant) For(s *session.Session) *Client { return &Client{Session: s, tenant: t} }

// Bound lets no more than so many throw-away applications be there at once.
func (t *Tenant) Bound(applications int) { t.room = make(chan struct{}, applications) }

// ChangedElsewhere is told that the setting is about to be changed in another way than through a client, or was by another process.
func (t *Tenant) ChangedElsewhere() { t.history.changedByHand() }

// Absent is why the tenant has not got what is needed, "" where nothing is known of that.
func (t *Tenant) Absent(need string) string {
	if t == nil {
		return ""
	}
	why, _ := t.absent.Load(need)
	text, _ := why.(string)
	return text
}

// NoteAbsent has all sessions know that the tenant has not got what is needed, and why, so that nobody asks for it again.
func (c *Client) NoteAbsent(need, why string) { c.tenant.absent.LoadOrStore(need, why) }
