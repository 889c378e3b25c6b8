package webui

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

const ann = "ann@example.com"

// inEachWay runs a test with a window on a fake Dashboard, by forms and in a Chromium.
func inEachWay(t *testing.T, test func(t *testing.T, f *fake, s *deployment.Session, d *Dashboard)) {
	for name, opener := range ways(t) {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			s := f.session(t, nil)
			d, err := opener.Open(t.Context(), s)
			require.NoError(t, err)
			defer d.Close()
			test(t, f, s, d)
		})
	}
}

func TestRevokeAnApplication(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		rows, err := d.Applications(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.Len(t, rows, 2, "neither headings nor what is hidden")
		assert.True(t, rows.Names("app-1"))
		assert.False(t, rows.Names("app-"), "part of an id is no id")
		assert.Equal(t, "Shop app-11 Revoke", rows.Other([]string{"app-1"}))
		assert.Empty(t, rows.Other([]string{"app-1", "app-11"}))

		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-11"))
		assert.Equal(t, []string{"app-1"}, f.granted)
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"))
		rows, err = d.Applications(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.Empty(t, rows)
		assert.Equal(t, 1, f.sessions, "one person logs in once")
	})
}

func TestUnlinkADevice(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		require.NoError(t, d.Unlink(t.Context(), session.Act, ann, "dcr_0001"))
		assert.Equal(t, []string{"dcr_00012"}, f.devices)
		rows, err := d.Devices(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.True(t, rows.Names("dcr_00012"))
	})
}

func TestAUserIsLookedForWhereNotListed(t *testing.T) {
	inEachWay(t, func(t *testing.T, _ *fake, _ *deployment.Session, d *Dashboard) {
		for user, searched := range map[string]bool{"ben@example.com": false, ann: true} {
			d.loggedIn, d.done = false, nil
			_, err := d.Devices(t.Context(), session.Check, user)
			require.NoError(t, err)
			assert.Equal(t, searched, slices.Contains(d.Done(), `pressed "Search"`), user)
		}
	})
}

// A Dashboard may ask before it does what a button says, and have a list go on behind a link.
func TestAskedAndPaged(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		f.asks, f.perPage = true, 1
		rows, err := d.Applications(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.True(t, rows.Names("app-1") && rows.Names("app-11"))
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-11"))
		assert.Equal(t, []string{"app-1"}, f.granted)
		assert.Contains(t, d.Done(), `confirmed by "Revoke"`)
		require.NoError(t, d.Unlink(t.Context(), session.Act, ann, "dcr_0001"))
		assert.Equal(t, []string{"dcr_00012"}, f.devices)
	})
}

func TestSwitchTheSetting(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		for _, on := range []bool{true, true, false} {
			require.NoError(t, d.SwitchSetting(t.Context(), session.Act, on))
			assert.Equal(t, on, f.setting)
			shown, err := d.Setting(t.Context(), session.Check)
			require.NoError(t, err)
			assert.Equal(t, on, shown)
		}
		for _, post := range f.posts {
			assert.Equal(t, "on", post.Get("other"), "other boxes stay as they are")
		}
	})
}

func TestSetTheAuthenticationMethod(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		require.NoError(t, d.SetAuthentication(t.Context(), session.Act, "Shop", "Client Secret (Post)"))
		assert.Equal(t, "client_secret_post", f.method)
	})
}

func TestWhatTheRecordSays(t *testing.T) {
	inEachWay(t, func(t *testing.T, _ *fake, s *deployment.Session, d *Dashboard) {
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"))
		done := d.Done()
		assert.Regexp(t, `^at the Dashboard, (by form posts|in Chromium [0-9]+)$`, done[0])
		assert.Contains(t, done, `row "Shop app-1 Revoke"`)
		assert.Equal(t, `pressed "Revoke"`, done[len(done)-1])
		assert.Empty(t, d.Done(), "it is said once")
		record := fmt.Sprint(done, s.Drain())
		assert.NotContains(t, record, password)
		assert.NotContains(t, record, csrf)
		assert.NotContains(t, record, "session-number")
	})
}

func TestWindowsShareNothing(t *testing.T) {
	for name, opener := range ways(t) {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			for range 2 {
				d, err := opener.Open(t.Context(), f.session(t, nil))
				require.NoError(t, err)
				defer d.Close()
				_, err = d.Setting(t.Context(), session.Check)
				require.NoError(t, err)
			}
			assert.Equal(t, 2, f.sessions, "each logs in by itself")
		})
	}
}

func TestErrorsNameThePageAndWhatWasLookedFor(t *testing.T) {
	inEachWay(t, func(t *testing.T, _ *fake, _ *deployment.Session, d *Dashboard) {
		assert.EqualError(t, d.Revoke(t.Context(), session.Act, ann, "app-2"), "the page at /dashboard/ann/applications has no row of app-2")
		assert.ErrorContains(t, d.clickLink(t.Context(), session.Act, "Broken"), "the page at /dashboard/broken answers 500")
		require.NoError(t, d.follow(t.Context(), session.Act, "Applications", "Shop", "Settings"))
		assert.EqualError(t, d.choose(t.Context(), "Colour", "red"), `the page at /dashboard/applications/app-1/settings has no field "Colour"`)
		assert.EqualError(t, d.choose(t.Context(), authenticationLabel, "Magic"), `the page at /dashboard/applications/app-1/settings has no option "Magic" of "Authentication Method"`)
	})
}

func TestLogInThatFails(t *testing.T) {
	for name, opener := range ways(t) {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			for wrong, want := range map[string]string{"": "the Dashboard asks for a password; give", "wrong": "asks for the password again; check"} {
				d, err := opener.Open(t.Context(), f.session(t, func(file *file.File) { file.Dashboard.Password = wrong }))
				require.NoError(t, err)
				defer d.Close()
				_, err = d.Setting(t.Context(), session.Check)
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

// A page that asks for the password says that nothing was done.
func TestLoggedOutInBetween(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		for _, method := range []string{"POST", "GET"} {
			_, err := d.Applications(t.Context(), session.Check, ann)
			require.NoError(t, err)
			f.mu.Lock()
			f.out = method
			f.mu.Unlock()
			assert.ErrorContains(t, d.Revoke(t.Context(), session.Act, ann, "app-1"), "asks for the password in between", method)
			f.mu.Lock()
			f.out = ""
			f.mu.Unlock()
		}
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"), "logged in again")
	})
}
