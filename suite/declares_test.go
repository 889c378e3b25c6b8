package suite_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
)

// declaring judges a mock by some rules, the last of which a declaration excludes.
func declaring(t *testing.T, dialect string, declare func(*file.File), rules []string, options ...mockserver.Option) *record.Record {
	t.Helper()
	mock := mockserver.Start(t, append(options, mockserver.WithDialect(dialect), mockserver.WithSigningAlgorithm("HS256"))...)
	file := mockfile.Of(mock.Server.Seed(), mock.URL, dialect)
	file.Dashboard = nil
	declare(file)
	return judge(t, file, suite.Selection{Rules: rules})
}

// What a server documents not to do, and does not do, is not applicable, by its word, which every report shows.
func TestDeclaredChoicesAreNotApplicable(t *testing.T) {
	no := false
	for name, c := range map[string]struct {
		dialect  string
		declare  func(*file.File)
		rules    []string
		mock     []mockserver.Option
		declared string
	}{
		"a foreign token is refused": {"auth0", func(f *file.File) { f.Declares.ForeignToken = file.ForeignRefused },
			[]string{"REV-01", "REV-05"}, []mockserver.Option{mockserver.WithSwitches("foreign-is-refused")}, "foreign_token: refused"},
		"access tokens stay": {"rfc", func(f *file.File) { f.Declares.AccessTokensRevocable = &no },
			[]string{"REV-01", "REV-43"}, []mockserver.Option{mockserver.WithDeviations("access-token-outlives-its-revocation")}, "access_tokens_revocable: false"},
		"nothing rotates": {"auth0", func(f *file.File) {
			f.Clients.Rotating, f.Clients.Leeway, f.Declares.Rotation = nil, nil, file.SettingOff
		}, []string{"REV-01", "ROT-02"}, nil, "rotation: off"},
		"devices have their own ways": {"auth0", func(f *file.File) { f.Declares.SettingGovernsDeviceUnlink = &no },
			[]string{"REV-01", "DEV-11"}, []mockserver.Option{mockserver.WithSwitches("devices-ignore-setting")}, "setting_governs_device_unlink: false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := declaring(t, c.dialect, c.declare, c.rules, c.mock...)
			require.Len(t, r.Rules, 2)
			assert.Equal(t, record.Pass, r.Rules[0].Verdict, r.Rules[0].Reason)
			assert.Equal(t, record.NotApplicable, r.Rules[1].Verdict, r.Rules[1].Reason)
			assert.Equal(t, c.declared, r.Rules[1].Declared)
			assert.Contains(t, r.Rules[1].Reason, "by the vendor's declaration, declares."+c.declared)
			assert.Zero(t, r.ExitCode, r.Problems)
			assert.Equal(t, "1 judged, 1 not applicable (1 by the vendor's declaration)", r.Summary.Counts())
			var out bytes.Buffer
			require.NoError(t, reports.Terminal(&out, r, false))
			assert.Contains(t, out.String(), "\nnot applicable by the vendor's declaration\n")
		})
	}
}

// A declaration that the run sees to be false excuses nothing: the rule is nobody's verdict, or, a MUST, broken.
func TestFalseDeclarations(t *testing.T) {
	if testing.Short() {
		t.Skip("some runs, one like the other")
	}
	no := false
	for name, c := range map[string]struct {
		dialect string
		declare func(*file.File)
		rule    string
		mock    []mockserver.Option
		want    record.Verdict
		says    string
	}{
		"a foreign token is answered": {"auth0", func(f *file.File) { f.Declares.ForeignToken = file.ForeignRefused }, "REV-05", nil,
			record.Inconclusive, "declares.foreign_token: refused, but RULE was seen to hold"},
		"access tokens end": {"rfc", func(f *file.File) { f.Declares.AccessTokensRevocable = &no }, "REV-43", nil,
			record.Inconclusive, "declares.access_tokens_revocable: false, but RULE was seen to hold"},
		"something rotates": {"rfc", func(f *file.File) {
			f.Clients.Rotating, f.Clients.Leeway, f.Declares.Rotation = nil, nil, file.SettingOff
		}, "ROT-02", nil, record.Inconclusive, "declares.rotation: off, but clients.public rotates"},
		"devices follow the setting": {"auth0", func(f *file.File) { f.Declares.SettingGovernsDeviceUnlink = &no }, "DEV-11", nil,
			record.Inconclusive, "declares.setting_governs_device_unlink: false, but RULE was seen to hold"},
		"rotated, and exchanged without a proof": {"rfc", func(f *file.File) { f.Declares.SenderConstrained = true }, "ROT-12", nil,
			record.Inconclusive, "declares.sender_constrained: true, but RULE was seen to hold"},
		"neither rotated nor bound": {"rfc", func(f *file.File) { f.Declares.SenderConstrained = true }, "ROT-12",
			[]mockserver.Option{mockserver.WithDeviations("third-exchange-does-not-rotate")}, record.Fail, "returned no refresh token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := declaring(t, c.dialect, c.declare, []string{"REV-04", c.rule}, c.mock...)
			require.Len(t, r.Rules, 2)
			assert.Equal(t, record.Pass, r.Rules[0].Verdict, r.Rules[0].Reason)
			assert.Equal(t, c.want, r.Rules[1].Verdict, r.Rules[1].Reason)
			c.says = strings.Replace(c.says, "RULE", c.rule, 1)
			assert.Contains(t, r.Rules[1].Reason, c.says)
			if c.want == record.Fail {
				assert.Equal(t, record.ExitBroken, r.ExitCode)
				return
			}
			assert.Equal(t, record.ExitNotJudged, r.ExitCode)
			require.NotEmpty(t, r.Problems)
			assert.Contains(t, r.Problems[0], c.says)
		})
	}
}

// The Management API knows better than the file, and a file that says otherwise is wrong.
func TestDeclaredSettingIsCompared(t *testing.T) {
	mock := mockserver.Start(t, mockserver.WithSigningAlgorithm("HS256"))
	described := mockfile.Of(mock.Server.Seed(), mock.URL, "auth0")
	described.Declares.RevokeRefreshTokenGrant = file.SettingOn
	_, err := suite.Open(context.Background(), described, deployment.Options{Ephemeral: true})
	assert.ErrorContains(t, err, "declares.revoke_refresh_token_grant is on, but the tenant's setting is off; remove the declaration")
	described.Declares.RevokeRefreshTokenGrant = file.SettingOff
	target, err := suite.Open(context.Background(), described, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"revoke_refresh_token_grant": "off", "listing_limit": "0s", "clients.leeway.leeway": "1m0s"}, target.Describe().Declares)
	require.NoError(t, target.Close(context.Background()))
}
