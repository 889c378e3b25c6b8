package session

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
)

var numbers = regexp.MustCompile(` [0-9]+\]`)

const appID, ticket = "9QkzJ0xW3vT5bY7nR1mL8cD2", "q7Zt-4Rk9_Xw2Lm8Pv5"

// What the file lists openly and what APIs call their things stays legible, wherever a server puts it and in whatever order.
func TestOpenValuesAreNoSecrets(t *testing.T) {
	const credential, user, session = "dcr_8fJ2kQ7xW1zR5tYb", "auth0|5f3c8a1e9b7d2046c5e8f1a3", "Zk3Rt8Wq1Xv6Lm9P"
	const id = "Vd4sK9gH2jL7fQ1wE6rT"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html")
			http.SetCookie(w, &http.Cookie{Name: "last", Value: user})
			http.SetCookie(w, &http.Cookie{Name: "app", Value: appID})
			http.SetCookie(w, &http.Cookie{Name: "connect.sid", Value: session})
			http.SetCookie(w, &http.Cookie{Name: "signed", Value: user + ".7Lq2Xz9Kp4Rw8Tn5"})
			fmt.Fprintf(w, `<form action="/do?to=%[1]s%[1]s"><input type=hidden name=client_id value=%[1]s><input type=hidden name=row value=%[1]s>`+
				`<input type=hidden name=credential value=%[2]s><input type=hidden name=thing value=%[3]s><input type=hidden name=other value=%[4]s></form>`, appID, credential, id, ticket)
		case "/go":
			http.Redirect(w, r, "/page?client_id="+appID+appID+"&code="+appID+"&login_hint=ann.of.the.long.name.0123456789@example.com", http.StatusFound)
		default:
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"list":[{"id":%q,"user_id":%q,"session_id":%q}],"jti":%q,"client_id":%q}`, id, user, session, ticket, appID)
		}
	}))
	defer server.Close()
	d, err := serverOf(&file.File{Issuer: server.URL, Clients: file.Clients{Public: &file.Client{ClientID: appID}}}, Options{})
	require.NoError(t, err)
	for _, order := range [][]string{{"/page", "/go", "/api"}, {"/api", "/go", "/page"}} {
		s, other := d.NewSession(), d.NewSession()
		for _, path := range order {
			s.Send(t.Context(), SetUp, httpx.Request{URL: server.URL + path})
		}
		shown := fmt.Sprint("all of ", appID, " ", credential, " ", id, " ", user, " ", session, " ", ticket)
		want := fmt.Sprint("all of ", appID, " ", credential, " ", id, " ", user)
		assert.Equal(t, want+" [cookie 1] [form value 1]", numbers.ReplaceAllString(s.Redact(shown), " 1]"), "%v", order)
		assert.Equal(t, want+" [secret of another scenario] [secret of another scenario]", other.Redact(shown))
		written, err := json.Marshal(s.Drain())
		require.NoError(t, err)
		assert.NotContains(t, string(written), session)
		assert.NotContains(t, string(written), ticket+">")
	}
}

// A token is a secret, although an API calls it an identifier: some servers' are their own. A password that the file shows openly
// elsewhere is hidden in its field.
func TestATokenIsASecretWhateverItIsCalled(t *testing.T) {
	d, err := serverOf(&file.File{Issuer: "https://op.example", Users: []file.User{{Username: "ann.the.user", Password: "ann.the.user"}}}, Options{})
	require.NoError(t, err)
	s := d.NewSession()
	s.Name("ann.the.user", "password of user 1")
	body := []byte(`{"id":"` + ticket + `","refresh_token":"` + ticket + `","sub":"ann.the.user"}`)
	s.record(Act, httpx.Message{Method: "POST", Body: []byte("username=ann.the.user&password=ann.the.user")},
		httpx.Response{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: body}, 0)
	recorded := s.Drain()[0]
	assert.Equal(t, "username=ann.the.user&password=[password of user 1]", recorded.Request.Body)
	assert.Equal(t, `{"id":"[refresh token 1]","refresh_token":"[refresh token 1]","sub":"ann.the.user"}`, recorded.Response.Body)
}

// The fields are those of the servers in interop, and of Auth0.
func TestHiddenFieldsThatAreSecrets(t *testing.T) {
	const random = "kT9xQ2mZ7vB4nL1w"
	for name, values := range map[string]map[string]bool{
		"csrfmiddlewaretoken":   {random: true}, // Django
		"_csrf":                 {random: true, "CSRF-TOKEN-OF-THE-PAGE": true, "0f8fad5b-d9cb-469f-a165-70867728950e": true},
		"login_challenge":       {random: true}, // Hydra
		"consent_challenge":     {random: true},
		"xsrf":                  {random: true}, // oidc-provider
		"state":                 {random: true, "hKFo2SBqUmVx": true, "california": false, "not_yet_signed_in": false},
		"session_code":          {random: true}, // Keycloak
		"session_id":            {random: true},
		"ticket":                {random: true},
		"SAMLResponse":          {random: true},
		"__RequestVerification": {random: true},
		"x":                     {random: true, "0f8fad5b-d9cb-469f-a165-70867728950e": true, "https://op.example/" + random: false, "urn:ietf:params:oauth:grant-type": false},
		"y":                     {"refresh_token_grant": false, "UsernameOrPasswordIsWrong": false, "000000000000000000000012": false, "2026-11-27T03:40:45Z": false, "user01@example.com": false},
		"client_id":             {random: false},
		"clientId":              {random: false},
		"credential":            {random: false},
		"device_id":             {random: false},
		"redirect_uri":          {random: false},
		"scope":                 {"openid-offline_access-read9": false},
		"code_challenge":        {random: false},
		"response_type":         {"code-id_token-token": false},
	} {
		for value, want := range values {
			assert.Equal(t, want, redact.SecretHidden(name, value), "%s=%s", name, value)
		}
	}
}
