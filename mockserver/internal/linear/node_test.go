package linear_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	domain "github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	user        = "user01@example.com"
	application = "mock-rotating"
)

// node is one server of a tenant.
type node struct {
	t      testing.TB
	server *mockserver.Server
	store  store.Store
	token  string // of the Management API
}

var began = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func newNode(t testing.TB, in store.Store, clock *domain.MovableClock) *node {
	t.Helper()
	s := mockserver.New(mockserver.WithStore(in), mockserver.WithClock(clock), mockserver.WithSigningAlgorithm("HS256"))
	require.NoError(t, s.Err())
	n := &node{t: t, server: s, store: in}
	management, _ := s.Seed().Client("management")
	status, said := n.form("/oauth/token", url.Values{"client_id": {management.ClientID}, "client_secret": {management.ClientSecret},
		"grant_type": {"client_credentials"}, "audience": {"http://mock.example/api/v2/"}})
	require.Equal(t, http.StatusOK, status)
	n.token = said["access_token"].(string)
	return n
}

func (n *node) send(method, path, contentType, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://mock.example"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+n.token)
	}
	w := httptest.NewRecorder()
	n.server.ServeHTTP(w, r)
	return w
}

func (n *node) form(path string, form url.Values) (status int, said map[string]any) {
	w := n.send(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
	_ = json.Unmarshal(w.Body.Bytes(), &said) // a revocation has no body
	return w.Code, said
}

func (n *node) setSetting(on bool) {
	w := n.send(http.MethodPatch, "/api/v2/tenants/settings", "application/json", map[bool]string{
		true:  `{"flags":{"revoke_refresh_token_grant":true}}`,
		false: `{"flags":{"revoke_refresh_token_grant":false}}`}[on])
	require.Equal(n.t, http.StatusOK, w.Code, w.Body)
}

// do does an act, and says whether there was an answer to it.
func (n *node) do(in input) (out output, answered bool) {
	about := url.PathEscape(in.about)
	switch in.act {
	case signIn:
		return n.signIn()
	case exchange:
		status, said := n.form("/oauth/token", url.Values{"client_id": {application}, "grant_type": {"refresh_token"}, "refresh_token": {in.about}})
		out.token, _ = said["refresh_token"].(string)
		out.accepted = status == http.StatusOK
		return out, out.accepted || status == http.StatusForbidden
	case revoke:
		status, _ := n.form("/oauth/revoke", url.Values{"client_id": {application}, "token": {in.about}})
		return out, status == http.StatusOK
	case unlink:
		return out, n.send(http.MethodDelete, "/api/v2/device-credentials/"+about, "", "").Code == http.StatusNoContent
	case deleteGrant:
		return out, n.send(http.MethodDelete, "/api/v2/grants/"+about, "", "").Code == http.StatusNoContent
	}
	w := n.send(http.MethodGet, "/api/v2/device-credentials?type=rotating_refresh_token&per_page=100&page=0&user_id="+url.QueryEscape(n.userID()), "", "")
	out.accepted = strings.Contains(w.Body.String(), `"`+in.about+`"`)
	return out, w.Code == http.StatusOK
}

func (n *node) userID() string { return n.server.Seed().Users[0].ID }

func (n *node) signIn() (out output, answered bool) {
	status, said := n.form("/oauth/token", url.Values{"client_id": {application}, "grant_type": {"password"}, "username": {user},
		"password": {n.server.Seed().Users[0].Password}, "scope": {"offline_access"}, "audience": {"https://api.one.example"}})
	if status != http.StatusOK {
		return out, false
	}
	out.accepted, out.token = true, said["refresh_token"].(string)
	place, err := n.store.Place(context.Background(), domain.HashOf(out.token)) // it never changes
	out.credential, out.grant = place.Family, place.Grant
	return out, err == nil
}
