package partfile

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain is, as a process of its own, one that begins a file and does not end.
func TestMain(m *testing.M) {
	if path := os.Getenv("PARTFILE_TEST_BEGIN"); path != "" {
		part, err := Create(path, 0o600)
		if err != nil {
			panic(err)
		}
		fmt.Println(part.Name())
		select {}
	}
	os.Exit(m.Run())
}

// begun starts such a process, and returns the name of its file.
func begun(t *testing.T, path string) (*os.Process, string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "PARTFILE_TEST_BEGIN="+path)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	return c.Process, lines.Text()
}

func names(t *testing.T, dir string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func TestWhatAKilledProcessLeftIsRemoved(t *testing.T) {
	if !lockable {
		t.Skip("files cannot be locked here")
	}
	dir := t.TempDir()
	process, part := begun(t, filepath.Join(dir, "run.json"))
	other, kept := begun(t, filepath.Join(dir, "other.json"))
	Sweep(dir)
	assert.FileExists(t, part, "its process is alive")
	require.NoError(t, process.Kill())
	_, err := process.Wait()
	require.NoError(t, err)
	Sweep(dir)
	assert.NoFileExists(t, part)
	assert.FileExists(t, kept, "of process %d", other.Pid)
}

// The number of a process is given again: in a container, to the very next one.
func TestSweepGoesByTheLockWhereTheNumberIsOurs(t *testing.T) {
	if !lockable {
		t.Skip("files cannot be locked here")
	}
	dir := t.TempDir()
	left := filepath.Join(dir, fmt.Sprintf(".run.json.%d.0.part", os.Getpid()))
	require.NoError(t, os.WriteFile(left, nil, 0o600))
	mine, err := Create(filepath.Join(dir, "run.json"), 0o600)
	require.NoError(t, err)
	defer mine.Discard()
	Sweep(dir)
	assert.Equal(t, []string{filepath.Base(mine.Name())}, names(t, dir))
}

func TestSweepLeavesWhatIsNotOurs(t *testing.T) {
	dir := t.TempDir()
	gone := exec.Command(os.Args[0], "-test.run=^$")
	require.NoError(t, gone.Run())
	for _, name := range []string{"run.json", ".run.json.part", ".part", ".run.json.x.0.part", "run.json.1.0.part", fmt.Sprintf(".run.json.%d.0.part", os.Getppid()), ".run.json.99999999999999999999.0.part"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, fmt.Sprintf(".d.%d.0.part", gone.Process.Pid)), 0o700))
	require.NoError(t, os.Symlink("run.json", filepath.Join(dir, fmt.Sprintf(".l.%d.0.part", gone.Process.Pid))))
	before := names(t, dir)
	Sweep(dir)
	assert.Equal(t, before, names(t, dir))
	Sweep(filepath.Join(dir, "nowhere"))
}

// Others may sweep at any moment: no file in the making is lost by that, and none is left.
func TestSweepWhileFilesAreMade(t *testing.T) {
	dir := t.TempDir()
	var making, sweeping sync.WaitGroup
	done := make(chan struct{})
	sweeping.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				Sweep(dir)
			}
		}
	})
	for i := range 4 {
		making.Go(func() {
			for j := range 20 {
				part, err := Create(filepath.Join(dir, fmt.Sprintf("run-%d.json", i)), 0o600)
				if !assert.NoError(t, err) {
					return
				}
				_, err = fmt.Fprint(part, j)
				assert.NoError(t, err)
				assert.NoError(t, part.Move())
			}
		})
	}
	making.Wait()
	close(done)
	sweeping.Wait()
	assert.Equal(t, []string{"run-0.json", "run-1.json", "run-2.json", "run-3.json"}, names(t, dir))
}

// Where many put a file in one place, each has its own until it is there.
func TestManyMoveToOnePlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.json")
	var making sync.WaitGroup
	for range 8 {
		making.Go(func() {
			for range 50 {
				part, err := Create(path, 0o600)
				if assert.NoError(t, err) {
					assert.NoError(t, part.Move())
				}
			}
		})
	}
	making.Wait()
	assert.Equal(t, []string{"run.json"}, names(t, filepath.Dir(path)))
}

func TestMoveLinkDiscard(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.json")
	made := func() *File {
		part, err := Create(path, 0o640)
		require.NoError(t, err)
		_, err = part.WriteString("x")
		require.NoError(t, err)
		return part
	}
	made().Discard()
	assert.Empty(t, names(t, dir))
	require.NoError(t, made().Link())
	assert.ErrorIs(t, made().Link(), os.ErrExist)
	part := made()
	require.NoError(t, part.Move())
	part.Discard()
	assert.Equal(t, []string{"run.json"}, names(t, dir))
	_, err := Create(filepath.Join(dir, "nowhere", "run.json"), 0o600)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// Whoever keeps the lock of a file that is not theirs keeps nobody from writing it.
func TestAFileThatSomebodyElseLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	theirs, err := os.Create(path)
	require.NoError(t, err)
	defer theirs.Close()
	if !unlocked(theirs) {
		t.Skip("files cannot be locked here")
	}
	ours, err := os.OpenFile(path, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer ours.Close()
	lock(ours)
	assert.False(t, unlocked(ours))
}
