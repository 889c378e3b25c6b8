package auth0

import (
	"net/http"
	"sync"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// settingHistory knows how this run has read and changed the tenant setting. So it notices when somebody else changes it.
type settingHistory struct {
	mu        sync.Mutex
	read      file.Setting // what it was when it was last read, and not written since; else ""
	wrote     file.Setting // what we have last switched it to; "" = nothing yet
	unsure    bool         // wrote may not be our last change
	disturbed bool         // it was seen to change, and not by us
}

// note looks at every call of the Management API.
func (w *settingHistory) note(r ManagementRequest, answer httpx.Response) {
	if r.Path != settingsPath {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Method != http.MethodGet {
		w.written(r, answer)
		return
	}
	settings, _ := answer.JSON()
	on, known := settingIn(settings)
	if answer.Status != http.StatusOK || !known {
		return
	}
	if w.read != "" && w.read != SettingOf(on) {
		w.disturbed = true
	}
	w.read = SettingOf(on)
}

func (w *settingHistory) written(r ManagementRequest, answer httpx.Response) {
	w.read = ""
	on, ours := settingIn(r.JSON)
	switch {
	case !ours:
	case answer.Accepted() && r.Token == "" && r.Scope == "":
		w.wrote, w.unsure = SettingOf(on), false
	default:
		w.unsure = true
	}
}

// changedByHand is told that the setting is about to be changed in another way, or was by another process.
func (w *settingHistory) changedByHand() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read, w.unsure = "", true
}

// leaves says whether we have left the setting at that value for sure, or never changed it.
func (w *settingHistory) leaves(value file.Setting) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.unsure && (w.wrote == "" || w.wrote == value)
}

// Disturbed says whether the tenant setting was seen to change while nobody here had changed it.
func (t *Tenant) Disturbed() bool {
	t.history.mu.Lock()
	defer t.history.mu.Unlock()
	return t.history.disturbed
}
