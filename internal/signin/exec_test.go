//go:build unix

package signin

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/session"
)

// commanded is a deployment whose command is a shell script.
func commanded(t *testing.T, script string, change func(*file.File)) (*Signer, SignIn) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "get-token"), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	d := newFake(t).open(t, func(f *file.File) {
		f.Path = filepath.Join(dir, "staging.yaml")
		f.Mint = file.Mint{Strategy: file.StrategyExec, Command: []string{filepath.Join(dir, "get-token"), "an argument"}, Parameters: map[string]string{"realm": "a b"}}
		if change != nil {
			change(f)
		}
	})
	return d.session(), SignIn{Client: *d.File.Clients.Confidential, User: d.File.Users[0]}
}

func TestCommandSignsIn(t *testing.T) {
	t.Setenv("REVOKESPEC_AUDIENCE", "of somebody else")
	s, in := commanded(t, `env | grep '^REVOKESPEC_' | sort >asked; echo "$@" >arguments; cat >stdin
		echo "a remark" >&2; echo '{"access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 60, "token_type": "Bearer"}'`, nil)
	tokens, err := s.SignIn(t.Context(), session.SetUp, in)
	require.NoError(t, err)
	assert.Equal(t, Tokens{Refresh: "refresh-1", Access: "access-1", Lifetime: time.Minute}, tokens)
	assert.Empty(t, s.Drain(), "what a command does is no exchange")
	assert.Equal(t, "[refresh token 1] [access token 1]", s.Redact("refresh-1 access-1"))

	dir := filepath.Dir(s.Server.File.Path)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err, "it runs in the directory of the file")
		return strings.TrimSpace(string(text))
	}
	url := strings.TrimSuffix(s.Server.Issuer, "/")
	assert.Equal(t, []string{
		"REVOKESPEC_AUDIENCE=", "REVOKESPEC_AUTHORIZATION_ENDPOINT=" + url + "/authorize", "REVOKESPEC_CLIENT_AUTH=post",
		"REVOKESPEC_CLIENT_ID=app", "REVOKESPEC_CLIENT_KEY_FILE=", "REVOKESPEC_CLIENT_ROLE=confidential", "REVOKESPEC_CLIENT_SECRET=app-secret",
		"REVOKESPEC_DEVICE_AUTHORIZATION_ENDPOINT=", "REVOKESPEC_ISSUER=" + url + "/", "REVOKESPEC_PARAMETERS=realm=a+b",
		"REVOKESPEC_PASSWORD=password-of-1", "REVOKESPEC_REDIRECT_URI=https://app.example/callback", "REVOKESPEC_SCOPE=openid offline_access",
		"REVOKESPEC_TOKEN_ENDPOINT=" + url + "/oauth/token", "REVOKESPEC_USERNAME=user1",
	}, asked(strings.Split(read("asked"), "\n")))
	assert.Equal(t, "an argument", read("arguments"))
	assert.Empty(t, read("stdin"), "a prompt goes to the terminal")
}

// asked leaves out variables that revokespec itself was started with.
func asked(all []string) (kept []string) {
	for _, v := range all {
		name, _, _ := strings.Cut(v, "=")
		if _, outside := os.LookupEnv(name); !outside || name == "REVOKESPEC_AUDIENCE" {
			kept = append(kept, v)
		}
	}
	return kept
}

func TestCommandThatFails(t *testing.T) {
	for script, want := range map[string]string{
		`echo "no route with $REVOKESPEC_PASSWORD" >&2; exit 7`:                                        `mint.command get-token fails with exit code 7, and says "no route with [password of the user]"; try it by hand`,
		`echo '{"error":"invalid_grant","error_description":"Wrong '$REVOKESPEC_PASSWORD'"}'; exit 22`: `mint.command get-token prints the error invalid_grant (Wrong [password of the user]); check username and password`,
		`echo '{"error":"<script>"}'`:                                                                  "prints the error; compare",
		`true`:                                                                                         "prints nothing; it must print a token response (RFC 6749 section 5.1)",
		`echo Hello r-CANARY`:                                                                          "prints 15 bytes that are no JSON object; it must print",
		`echo '["r-CANARY"]'`:                                                                          "that are no JSON object",
		`echo '{"access_token":"a-CANARY"}'`:                                                           "prints a token response without refresh_token; have it ask for offline access",
		`echo '{"refresh_token":"r-CANARY"}'`:                                                          "prints a token response without access_token",
		`echo '{"access_token":"a","refresh_token":5}'`:                                                "prints a token response without refresh_token",
		`head -c 70000 /dev/zero`:                                                                      "prints more than 64 KiB",
		`head -c 9000 /dev/zero | tr '\0' x >&2; exit 1`:                                               "fails with exit code 1; try",
		`echo "$(head -c 300 /dev/zero | tr '\0' x) end" >&2; exit 1`:                                  `xxx end"; try`,
		`kill -9 $$`: "is ended by a signal (signal: killed)",
	} {
		s, in := commanded(t, script, nil)
		_, err := s.SignIn(t.Context(), session.SetUp, in)
		require.ErrorContains(t, err, "sign-in at confidential: mint.command get-token ", script)
		assert.ErrorContains(t, err, want, script)
		assert.NotContains(t, err.Error(), "CANARY", script)
		assert.NotContains(t, err.Error(), "password-of-1", script)
		assert.NotContains(t, err.Error(), "\n", script)
		assert.Less(t, len(err.Error()), 400, script)
	}
}

// What a command started is ended with it, when its time is up and when the run is interrupted.
func TestCommandIsEndedAsAGroup(t *testing.T) {
	const script = `sleep 71 & echo $! >child; wait`
	for name, interrupt := range map[string]bool{"its time is up": false, "the run is interrupted": true} {
		s, in := commanded(t, script, func(f *file.File) { f.Mint.Timeout = 300 * time.Millisecond })
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if interrupt {
			s.Server.File.Mint.Timeout = time.Minute
			time.AfterFunc(300*time.Millisecond, cancel)
		}
		began := time.Now()
		_, err := s.SignIn(ctx, session.SetUp, in)
		assert.Less(t, time.Since(began), 20*time.Second, name)
		if interrupt {
			assert.ErrorIs(t, err, context.Canceled, name)
		} else {
			assert.ErrorContains(t, err, "does not end within mint.timeout (300ms); raise it", name)
		}
		var child int
		text, err := os.ReadFile(filepath.Join(filepath.Dir(s.Server.File.Path), "child"))
		require.NoError(t, err)
		_, err = fmt.Sscan(string(text), &child)
		require.NoError(t, err)
		assert.Eventually(t, func() bool { return !running(child) }, 5*time.Second, 10*time.Millisecond, name)
	}
}

// running says whether a process does anything: one that nobody has waited for does not.
func running(process int) bool {
	if !partfile.Alive(process) {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

func TestCommandsRunOneAtATime(t *testing.T) {
	s, in := commanded(t, `mkdir alone || exit 1; sleep 0.05; rmdir alone; echo '{"access_token":"a","refresh_token":"r"}'`, nil)
	done := make(chan error, 4)
	for range cap(done) {
		go func() {
			_, err := s.SignIn(t.Context(), session.SetUp, in)
			done <- err
		}()
	}
	for range cap(done) {
		assert.NoError(t, <-done)
	}
}
