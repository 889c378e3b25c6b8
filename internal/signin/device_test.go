package signin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// kiosk is a server that lets devices in: by a page for the code, one that asks whether it is right, and a sign-in.
type kiosk struct {
	*fake
	d *server

	mu      sync.Mutex
	pages   []string // in the order of a person's visit
	refused bool
	entered string
	in      string   // the user who let the device in
	errors  []string // answers to polls before the true one
	polls   int
	waits   []time.Duration
	paths   map[string]string // verification_uri and the like
}

const kioskCode = "BCDF-GHJK"

func newKiosk(t *testing.T, change func(*file.File)) *kiosk {
	k := &kiosk{fake: newFake(t), paths: map[string]string{"verification_uri": "/activate"}}
	k.mux.HandleFunc("POST /device/code", k.begin)
	k.mux.HandleFunc("GET /{page}", k.page)
	k.mux.HandleFunc("POST /{page}", k.submit)
	token := k.Config.Handler
	k.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" && r.FormValue("grant_type") == remedy.GrantDeviceCode {
			k.poll(w, r)
			return
		}
		token.ServeHTTP(w, r)
	})
	described := k.file(1)
	described.Clients.Device = &file.Client{ClientID: "tv"}
	described.Endpoints.DeviceAuthorization = k.URL + "/device/code"
	if change != nil {
		change(described)
	}
	k.d = openServer(t, described, func(_ context.Context, d time.Duration) error {
		k.waits = append(k.waits, d)
		return nil
	})
	return k
}

func (k *kiosk) begin(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("client_id") != "tv" || r.FormValue("scope") != file.DefaultScope {
		answer(w, 400, map[string]any{"error": "invalid_scope"})
		return
	}
	body := map[string]any{"device_code": "Device-Code-1", "user_code": kioskCode, "expires_in": 900, "interval": 7}
	for name, path := range k.paths {
		body[name] = k.URL + path
	}
	answer(w, 200, body)
}

func (k *kiosk) page(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pages = append(k.pages, r.PathValue("page"))
	html := map[string]string{
		"activate": `<form method=post action=activate><label>Code <input name=user_code></label><button>Continue</button></form>`,
		"link":     `<form method=post action=confirm><input type=hidden name=user_code value=BCDF-GHJK></form><p>Opening</p>`,
		"confirm": `<form method=post action=confirm id=ok><input type=hidden name=user_code value=BCDF-GHJK></form><button form=ok>Continue</button>
			<div><button form=ok name=abort value=yes>[ Abort ]</button></div>`,
		"login": `<form method=post action=login><input name=username><input type=password name=password><button>Log in</button><button name=cancel>Cancel</button></form>`,
		"bare":  `<p>Use our app.</p>`,
		"done":  `<p>Congratulations, you're all set!</p>`,
		"mute":  `<form method=post action=mute><input name=user_code><button>Continue</button></form>`,
	}[r.PathValue("page")]
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, html)
}

func (k *kiosk) submit(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	next := "/done"
	switch page := r.PathValue("page"); {
	case page == "mute":
		next = "/mute"
	case page == "activate":
		k.entered, next = r.FormValue("user_code"), "/confirm"
	case page == "confirm" && r.FormValue("abort") != "":
		k.refused = true
	case page == "confirm":
		next = "/login"
	case page == "login" && r.FormValue("password") == "password-of-1":
		k.in = r.FormValue("username")
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (k *kiosk) poll(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.polls++
	switch {
	case r.FormValue("device_code") != "Device-Code-1" || r.FormValue("client_id") != "tv":
		answer(w, 403, map[string]any{"error": "invalid_grant"})
	case len(k.errors) > 0:
		status := 403
		if k.errors[0] == "slow_down" {
			status = 429
		}
		answer(w, status, map[string]any{"error": k.errors[0]})
		k.errors = k.errors[1:]
	case k.refused:
		answer(w, 403, map[string]any{"error": "access_denied"})
	case k.in == "":
		answer(w, 403, map[string]any{"error": "authorization_pending"})
	default:
		answer(w, 200, map[string]any{"access_token": "access-of-tv", "refresh_token": "refresh-of-tv", "expires_in": 3600})
	}
}

func (k *kiosk) signIn(t *testing.T) (*Signer, Tokens, error) {
	s := k.d.session()
	tokens, err := s.SignIn(t.Context(), session.SetUp, SignIn{Client: *k.d.File.Clients.Device, User: k.d.File.Users[0]})
	return s, tokens, err
}

func TestDeviceSignIn(t *testing.T) {
	k := newKiosk(t, nil)
	s, tokens, err := k.signIn(t)
	require.NoError(t, err)
	assert.Equal(t, Tokens{Refresh: "refresh-of-tv", Access: "access-of-tv", Lifetime: time.Hour}, tokens)
	assert.Equal(t, []string{"activate", "confirm", "login", "done"}, k.pages)
	assert.Equal(t, []any{kioskCode, "user1", 1}, []any{k.entered, k.in, k.polls})
	assert.Empty(t, k.waits, "nothing is polled before the user has acted, so nothing is waited for")
	for _, exchange := range s.Drain() {
		for _, secret := range []string{"Device-Code-1", kioskCode, "password-of-1", "refresh-of-tv"} {
			assert.NotContains(t, fmt.Sprint(exchange), secret)
		}
	}
}

func TestDeviceStrategyIsForEveryClient(t *testing.T) {
	k := newKiosk(t, func(f *file.File) {
		f.Clients.Public = &file.Client{ClientID: "tv"}
		f.Mint.Strategy = file.StrategyDevice
	})
	tokens, err := k.d.session().SignIn(t.Context(), session.SetUp, SignIn{Client: *k.d.File.Clients.Public, User: k.d.File.Users[0]})
	require.NoError(t, err)
	assert.Equal(t, "refresh-of-tv", tokens.Refresh)
}

func TestDevicePollsAsOftenAsItMay(t *testing.T) {
	k := newKiosk(t, nil)
	k.errors = []string{"authorization_pending", "slow_down", "authorization_pending"}
	_, _, err := k.signIn(t)
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{7 * time.Second, 10 * time.Second, 2 * time.Second, 10 * time.Second, 2 * time.Second}, k.waits,
		"the interval, five seconds more after slow_down (RFC 8628 section 3.5), in slices")
}

func TestDeviceCodeInTheLink(t *testing.T) {
	k := newKiosk(t, nil)
	k.paths = map[string]string{"verification_uri": "/bare", "verification_uri_complete": "/link?user_code=" + kioskCode}
	_, tokens, err := k.signIn(t)
	require.NoError(t, err)
	assert.NotEmpty(t, tokens.Refresh)
	assert.Equal(t, []string{"bare", "link", "login", "done"}, k.pages)
}

func TestRefusedDevice(t *testing.T) {
	k := newKiosk(t, nil)
	s := k.d.session()
	d, _, err := s.RequestDevice(t.Context(), session.SetUp, SignIn{Client: *k.d.File.Clients.Device})
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{15 * time.Minute, 7 * time.Second}, []time.Duration{d.Lifetime, d.Interval})
	assert.Equal(t, "403 authorization_pending", s.PollDevice(t.Context(), session.Act, d).String())
	require.NoError(t, s.LetDeviceIn(t.Context(), session.Act, d, k.d.File.Users[0], true))
	assert.Equal(t, "403 access_denied", s.PollDevice(t.Context(), session.Act, d).String())
	assert.Equal(t, []string{"activate", "confirm", "done"}, k.pages)
	assert.Empty(t, k.in)
}

func TestDeviceSignInThatFails(t *testing.T) {
	tests := map[string]struct {
		change func(*kiosk)
		want   string
	}{
		"no code field": {func(k *kiosk) { k.paths["verification_uri"] = "/bare" }, "the page at /bare has no field for the user code"},
		"code refused":  {func(k *kiosk) { k.paths["verification_uri"] = "/mute" }, "the page at /mute asks for the user code a second time"},
		"no page":       {func(k *kiosk) { delete(k.paths, "verification_uri") }, "answers 200 without device_code, user_code, verification_uri or expires_in"},
		"still pending": {func(k *kiosk) { k.errors = slices.Repeat([]string{"authorization_pending"}, 5) }, "the device is still answered 403 authorization_pending"},
		"too late":      {func(k *kiosk) { k.errors = []string{"expired_token"} }, "the token endpoint answers 403 expired_token"},
		"no endpoint":   {func(k *kiosk) { k.d.Endpoints.DeviceAuthorization = "" }, "give endpoints.device_authorization"},
		"other scope":   {func(k *kiosk) { k.d.File.Mint.Scope = "reports" }, `the device authorization endpoint answers 400 invalid_scope; the scope "reports" was asked for`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			k := newKiosk(t, nil)
			test.change(k)
			_, _, err := k.signIn(t)
			require.ErrorContains(t, err, "sign-in at device: ")
			assert.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}
