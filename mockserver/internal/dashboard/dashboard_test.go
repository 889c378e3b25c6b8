package dashboard_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestRevokeAnAuthorizedApplication(t *testing.T) {
	w := newWorld(t)
	one, two := w.signIn(alice, "web", "https://one"), w.signIn(alice, "web", "https://two")
	other, bobs := w.signIn(alice, "app", "https://one"), w.signIn(bob, "web", "https://one")
	b := w.browser().open("/dashboard").follow("Users").follow("alice@example.com").follow("Authorized Applications")
	assert.Equal(t, 2, b.doc.Find("tbody tr").Length(), "one row an application")
	assert.Contains(t, b.doc.Find(row("web")).Text(), "https://two")
	b.press("Revoke", row("web"))
	assert.True(t, w.live(one), "it is asked first")
	b.has("2 live refresh tokens.")
	b.follow("Cancel").press("Revoke", row("web")).press("Revoke", "main")
	assert.Equal(t, "Revoked the access of WEB. Its refresh tokens of this user no longer work.", b.notice())
	assert.Equal(t, "/dashboard/users/auth0|alice/applications", b.path)
	assert.Zero(t, b.doc.Find(row("web")).Length())
	assert.Equal(t, 1, b.doc.Find("tbody tr").Length())
	assert.False(t, w.live(one))
	assert.False(t, w.live(two))
	assert.True(t, w.live(other))
	assert.True(t, w.live(bobs))
	assert.Equal(t, []string{"sapi Delete a grant"}, w.written())
	grant, _ := tenant.GrantOfCredential(one)
	require.NoError(t, w.store.Look(t.Context(), grant, func(g *tenant.Grant) {
		assert.Equal(t, tenant.End{Done: true, At: noon, Cause: tenant.CauseApplication}, g.Ended)
	}))
	assert.Empty(t, b.open("/dashboard").notice(), "a notice is shown once")
}

func TestRevokeAsksThePolicy(t *testing.T) {
	w := newWorld(t)
	w.policy.Dashboard.Revoke = func(*tenant.Ending) {}
	one := w.signIn(alice, "web", "https://one")
	w.browser().open("/dashboard/users/auth0%7Calice/applications").press("Revoke", row("web")).press("Revoke", "main")
	assert.True(t, w.live(one))
}

func TestRevokeWithoutAnApplicationRevokesNothing(t *testing.T) {
	w := newWorld(t)
	one := w.signIn(alice, "web", "https://one")
	b := w.browser().open("/dashboard/users/auth0%7Calice/applications")
	form := b.open(b.path + "/revoke?client_id=web").csrf()
	b.open("/dashboard/users/auth0%7Calice/applications")
	assert.Equal(t, 400, b.post(b.path, map[string][]string{"csrf": {form}}).status)
	b.post(b.path, map[string][]string{"csrf": {form}, "client_id": {"app"}})
	assert.Contains(t, b.notice(), "had not authorized APP")
	assert.True(t, w.live(one))
	assert.Empty(t, w.written())
}

func TestUnlinkADevice(t *testing.T) {
	for _, cascade := range []bool{false, true} {
		w := newWorld(t)
		w.setting(cascade)
		one, sibling := w.signIn(alice, "web", "https://one"), w.signIn(alice, "web", "https://one")
		b := w.browser().open("/dashboard/users").follow("alice@example.com").follow("Devices")
		assert.Contains(t, b.doc.Find(row(one)).Text(), "Firefox on Linux")
		assert.Contains(t, b.doc.Find(row(one)).Text(), "web")
		b.press("Unlink", row(one))
		assert.True(t, w.live(one), "it is asked first")
		b.has(map[bool]string{true: "on, 1 more on the same grant.", false: "off, none of the 1 more on the same grant."}[cascade])
		b.press("Unlink", "main")
		outcome := "Its refresh token no longer works."
		if cascade {
			outcome = "Its grant ended, and with it every refresh token on that."
		}
		assert.Equal(t, "Unlinked Firefox on Linux. "+outcome, b.notice())
		assert.Zero(t, b.doc.Find(row(one)).Length())
		assert.False(t, w.live(one))
		assert.Equal(t, !cascade, w.live(sibling))
		assert.Equal(t, []string{"sapi Delete a device credential"}, w.written())
	}
}

func TestUnlinkIsBoundToTheUserOfThePage(t *testing.T) {
	w := newWorld(t)
	w.signIn(bob, "web", "https://one")
	one := w.signIn(alice, "web", "https://one")
	b := w.browser().open("/dashboard/users/auth0%7Cbob/devices")
	b.press("Unlink", "tbody tr")
	csrf := b.csrf()
	require.NotEmpty(t, csrf)
	assert.Equal(t, 404, b.open("/dashboard/users/auth0%7Cbob/devices/unlink?credential="+one).status)
	b.open("/dashboard/users/auth0%7Cbob/devices")
	assert.Equal(t, 404, b.post(b.path, map[string][]string{"csrf": {csrf}, "credential": {one}}).status)
	assert.True(t, w.live(one))
}

func TestTheAdvancedSetting(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard").follow("Tenant Settings").follow("Advanced")
	state := func() bool {
		s, err := w.store.Settings(t.Context())
		require.NoError(t, err)
		return s.RevocationDeletesGrant()
	}
	b.press("Save", "main", "Refresh Token Revocation Deletes Grant", "on")
	assert.Equal(t, "Saved. Revoking a refresh token now deletes its grant.", b.notice())
	assert.Equal(t, "/dashboard/tenant/advanced", b.path)
	assert.True(t, state())
	assert.Equal(t, 1, b.doc.Find("#deletes[checked]").Length())
	b.press("Save", "main", "Refresh Token Revocation Deletes Grant", "")
	assert.Equal(t, "Saved. Revoking a refresh token now leaves its grant.", b.notice())
	assert.False(t, state())
	w.policy.Dashboard.Patch = func(old, _ tenant.Settings) tenant.Settings { return old }
	b.press("Save", "main", "Refresh Token Revocation Deletes Grant", "on")
	assert.False(t, state(), "the policy has the last word")
}

func TestTheUserCodeFormat(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard/tenant/advanced")
	b.press("Save Format", "main", "User Code Character Set", "digits", "User Code Mask", "***-***-***")
	assert.Contains(t, b.notice(), "Saved the user code format.")
	s, err := w.store.Settings(t.Context())
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"charset": "digits", "mask": "***-***-***"}, s.Other["device_flow"])
	assert.False(t, s.RevocationDeletesGrant())
	for mask, message := range map[string]string{
		"****-****":                 "Use at least 9 asterisks with this character set, or codes could be guessed.",
		"*********************":     "Use at most 20 characters.",
		"***-***-***!":              "Use asterisks for the characters of the code, and hyphens or spaces between them.",
		"":                          "Give a mask, such as ****-****.",
		"<script>alert(1)</script>": "Use asterisks for the characters of the code, and hyphens or spaces between them.",
	} {
		b.open("/dashboard/tenant/advanced").press("Save Format", "main", "User Code Mask", mask)
		assert.Equal(t, 422, b.status)
		assert.Equal(t, message, b.doc.Find("#mask-error").Text())
		assert.Equal(t, mask, b.doc.Find("#mask").AttrOr("value", ""), "what was typed is kept")
	}
	again, err := w.store.Settings(t.Context())
	require.NoError(t, err)
	assert.Equal(t, s, again)
}

func TestTheSettingsOfAnApplication(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard").follow("Applications").follow("WEB").follow("Settings")
	b.has("web")
	b.press("Save Changes", "main", "Authentication Method", "client_secret_post", "Allow Refresh Token Rotation", "on",
		"Rotation Overlap Period", "30", "Maximum Refresh Token Lifetime", "86400", "Idle Refresh Token Lifetime", "3600")
	assert.Equal(t, "Saved the settings of WEB.", b.notice())
	client, err := w.store.Client(t.Context(), "web")
	require.NoError(t, err)
	assert.Equal(t, tenant.AuthSecretPost, client.AuthMethod)
	assert.NotEmpty(t, client.Secret, "a method that needs a secret gives it one")
	assert.NotContains(t, b.body, client.Secret)
	assert.Equal(t, tenant.RefreshTokenOptions{Rotating: true, Leeway: 30 * time.Second, Lifetime: 24 * time.Hour, Idle: time.Hour}, client.RefreshTokens)
	assert.Equal(t, []string{"sapi Update a Client"}, w.written())
	assert.Equal(t, "client_secret_post", b.doc.Find("#method option[selected]").AttrOr("value", ""))
	b.has("Now 1 day.")
}

func TestWhatIsWrongInAnApplicationsSettingsIsSaidBesideTheField(t *testing.T) {
	w := newWorld(t)
	before, err := w.store.Client(t.Context(), "web")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		fields       []string
		error, wants string
	}{
		"no number":         {[]string{"Rotation Overlap Period", "soon"}, "#leeway-error", "Give a whole number of seconds."},
		"negative":          {[]string{"Rotation Overlap Period", "-1"}, "#leeway-error", "Give between 0 and 157788000 seconds."},
		"too long":          {[]string{"Maximum Refresh Token Lifetime", "157788001"}, "#lifetime-error", "Give between 1 and 157788000 seconds."},
		"too short":         {[]string{"Idle Refresh Token Lifetime", "0"}, "#idle-error", "Give between 1 and 157788000 seconds."},
		"idle for longer":   {[]string{"Maximum Refresh Token Lifetime", "60", "Idle Refresh Token Lifetime", "61"}, "#idle-error", "The idle lifetime cannot be longer than the maximum lifetime."},
		"never":             {[]string{"Allow Refresh Token Rotation", "on"}, "#lifetime-error", "Rotating refresh tokens must expire. Give a maximum or an idle lifetime."},
		"unknown method":    {[]string{"Authentication Method", "magic"}, "#method-error", "Choose one of the methods listed."},
		"no key":            {[]string{"Authentication Method", "private_key_jwt"}, "#method-error", "This application has no public key. Give it one through the Management API first."},
		"html is no markup": {[]string{"Rotation Overlap Period", `"><b>`}, "#leeway-error", "Give a whole number of seconds."},
	} {
		t.Run(name, func(t *testing.T) {
			b := w.browser().open("/dashboard/applications/web").press("Save Changes", "main", c.fields...)
			assert.Equal(t, 422, b.status)
			assert.Equal(t, c.wants, b.doc.Find(c.error).Text())
			field := b.doc.Find("[aria-describedby~=" + c.error[1:] + "]")
			assert.Equal(t, "true", field.AttrOr("aria-invalid", ""))
			for i := 0; i < len(c.fields); i += 2 {
				name := b.named(b.doc.Find("form.settings"), c.fields[i])
				if value, isInput := b.doc.Find("input[type!=checkbox][name=" + name + "]").Attr("value"); isInput {
					assert.Equal(t, c.fields[i+1], value, "what was typed is kept")
				}
			}
		})
	}
	after, err := w.store.Client(t.Context(), "web")
	require.NoError(t, err)
	assert.Equal(t, before, after)
	assert.Empty(t, w.written())
}

func TestBlockAUser(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard/users").follow("bob@example.com").press("Block User", "main")
	assert.Equal(t, "Blocked bob@example.com. The user can neither sign in nor exchange a refresh token.", b.notice())
	u, err := w.store.User(t.Context(), bob)
	require.NoError(t, err)
	assert.True(t, u.Blocked)
	for _, tab := range []string{"Devices", "Authorized Applications", "Token Families", "Details"} {
		b.follow(tab).has("What is shown as live cannot be exchanged until the user is unblocked.")
	}
	b.press("Unblock User", "main")
	assert.Zero(t, b.doc.Find(".warning").Length())
	u, err = w.store.User(t.Context(), bob)
	require.NoError(t, err)
	assert.False(t, u.Blocked)
	assert.Equal(t, []string{"sapi Update a User", "sapi Update a User"}, w.written())
}

func TestAnIDMayHoldAnything(t *testing.T) {
	w := newWorld(t)
	id := "auth0|a/b?c%2Fd e"
	require.NoError(t, w.store.AddUser(t.Context(), tenant.User{ID: id, Email: "odd@example.com", CreatedAt: noon.Add(time.Hour)}))
	credential := w.signIn(id, "web", "https://one")
	b := w.browser().open("/dashboard/users").follow("odd@example.com").follow("Devices").press("Unlink", row(credential)).press("Unlink", "main")
	assert.Contains(t, b.notice(), "Unlinked")
	assert.False(t, w.live(credential))
	b.follow("Details").press("Block User", "main")
	assert.Contains(t, b.notice(), "Blocked")
}

// What was done before is not said beside what just went wrong, and not lost either.
func TestANoticeWaitsForAPageWhereNothingIsWrong(t *testing.T) {
	w := newWorld(t)
	w.signIn(alice, "web", "https://one")
	b := w.browser().open("/dashboard/users/auth0%7Calice/applications/revoke?client_id=web")
	form := map[string][]string{"csrf": {b.csrf()}, "client_id": {"web"}}
	at := "/dashboard/users/auth0%7Calice/applications"
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	require.Equal(t, 303, b.post(at, form).status)
	require.Equal(t, 403, b.post(at, map[string][]string{"csrf": {"made-up"}}).status)
	assert.Empty(t, b.notice())
	require.Equal(t, 404, b.open("/dashboard/users/nobody").status)
	assert.Empty(t, b.notice())
	assert.Contains(t, b.open("/dashboard").notice(), "Revoked the access of WEB")
}

func TestTheAddressOfTheDashboardMayEndInASlash(t *testing.T) {
	b := newWorld(t).browser().open("/dashboard/")
	assert.Equal(t, 200, b.status)
	assert.Equal(t, "/dashboard", b.path)
}
