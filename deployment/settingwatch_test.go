package deployment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// switchTo is what somebody else does.
func (f *fake) switchTo(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = on
}

// leased has the setting at each value in turn.
func leased(t *testing.T, d *Deployment, values ...file.Setting) {
	for _, value := range values {
		lease, err := d.Lease(t.Context(), Want{Setting: value})
		require.NoError(t, err)
		lease.Release()
	}
}

// A run undoes its own changes of the setting, not somebody else's.
func TestTheSettingAtTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		leased    []file.Setting
		then      bool // what somebody else switches it to
		want      bool
		disturbed bool
	}{
		"only we did":                        {[]file.Setting{file.SettingOn}, true, false, false},
		"they did after us, to what it was":  {[]file.Setting{file.SettingOn}, false, false, true},
		"they did after we had put it back":  {[]file.Setting{file.SettingOn, file.SettingOff}, true, true, true},
		"they did, and we only noted it":     {[]file.Setting{file.SettingChanged}, true, true, true},
		"we put it back, and they did as we": {[]file.Setting{file.SettingOn, file.SettingOff}, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			dir := t.TempDir()
			var said []string
			d, err := Open(t.Context(), f.file(1), Options{StateDir: dir, sleep: noSleep, Progress: func(line string) { said = append(said, line) }})
			require.NoError(t, err)
			leased(t, d, c.leased...)
			f.switchTo(c.then)
			require.NoError(t, d.Close(t.Context()))
			assert.Equal(t, c.want, isOn(f))
			assert.Equal(t, c.disturbed, d.Disturbed())
			assert.Empty(t, journals(t, dir))
			if c.want {
				assert.Contains(t, said, "somebody else has switched the tenant setting to on, where this run found and left it off: it stays as it is")
			}
		})
	}
}

// After a crash nobody knows who switched it last: it is put back to what the run found.
func TestTheSettingAfterACrash(t *testing.T) {
	f := newFake(t)
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	d, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	leased(t, d, file.SettingOn, file.SettingOff)
	crash(t, options.StateDir)
	f.switchTo(true)
	_, err = Restore(t.Context(), f.file(1), options)
	require.NoError(t, err)
	assert.False(t, isOn(f))
}

// A change by hand is no disturbance, and is undone where there is a journal.
func TestTheSettingChangedByHand(t *testing.T) {
	for _, ephemeral := range []bool{false, true} {
		f := newFake(t)
		d, err := Open(t.Context(), f.file(1), Options{StateDir: t.TempDir(), Ephemeral: ephemeral, sleep: noSleep})
		require.NoError(t, err)
		lease, err := d.Lease(t.Context(), Want{Setting: file.SettingChanged})
		require.NoError(t, err)
		require.NoError(t, lease.JournalSetting(t.Context()))
		f.switchTo(true)
		_, err = lease.ReadSetting(t.Context())
		require.NoError(t, err)
		lease.Release()
		assert.False(t, d.Disturbed())
		require.NoError(t, d.Close(t.Context()))
		assert.Equal(t, ephemeral, isOn(f))
	}
}
