package reportfile

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/revokespec/revokespec/internal/partfile"
)

// Files are the open files of some reports. Each is written beside its target and takes its place only when whole,
// so that a crash leaves an old report as it was.
type Files struct {
	files []output
}

type output struct {
	target Target
	to     io.Writer
	device *os.File       // that is written in place; nil for others
	part   *partfile.File // of a file that takes its place when whole; nil for others
}

// Open opens what the targets need, before a run is begun whose reports could not be kept. An error names the path
// and the remedy. Call Write or Discard in the end.
func Open(targets []Target, stdout io.Writer) (*Files, error) {
	if err := distinct(targets); err != nil {
		return nil, err
	}
	all := &Files{}
	for _, t := range targets {
		o, err := open(t, stdout)
		if err != nil {
			all.Discard()
			return nil, fmt.Errorf("report %s=%s cannot be written: %w", t.Format, t.Path, err)
		}
		all.files = append(all.files, o)
	}
	return all, nil
}

func open(t Target, stdout io.Writer) (output, error) {
	if t.Path == Stdout {
		return output{target: t, to: stdout}, nil
	}
	path, mode := t.Path, os.FileMode(0)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return output{}, errors.New("it is a directory: name a file in it")
	case err == nil && (!info.Mode().IsRegular() || strings.HasPrefix(path, "/dev/")):
		// A pipe or a device, which must not be replaced by a file, and not waited for before the run.
		file, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		return output{target: t, to: file, device: file}, remedy(err)
	case err == nil:
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return output{}, remedy(err)
		}
	}
	partfile.Sweep(filepath.Dir(path))
	part, err := partfile.Create(path, 0o666) // reports hold no secrets: the umask decides who may read them
	if err != nil {
		return output{}, remedy(err)
	}
	if mode != 0 {
		if err := part.Chmod(mode); err != nil {
			part.Discard()
			return output{}, remedy(err)
		}
	}
	return output{target: t, to: part, part: part}, nil
}

func remedy(err error) error {
	var cause *os.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENXIO):
		return errors.New("nobody reads the pipe; start its reader first")
	case errors.Is(err, os.ErrNotExist):
		return errors.New("its directory does not exist: make it first")
	case errors.As(err, &cause):
		return fmt.Errorf("%w: name a place that can be written", cause.Err)
	}
	return err
}

// Write renders every output in its format and puts each in its place. One that fails does not keep the others back.
func (o *Files) Write(render func(t Target, w io.Writer) error) error {
	var failed []error
	for _, out := range o.files {
		if err := out.write(render); err != nil {
			out.discard()
			failed = append(failed, fmt.Errorf("report %s=%s: %w", out.target.Format, out.target.Path, err))
		}
	}
	o.files = nil
	return errors.Join(failed...)
}

func (out output) write(render func(t Target, w io.Writer) error) error {
	if err := out.render(render); err != nil {
		return err
	}
	switch {
	case out.part != nil:
		return out.part.Move()
	case out.device != nil:
		return out.device.Close()
	}
	return nil
}

// render writes the report, as a gzip where the name of its file says so. The first error is the one that tells: a buffer that
// could not be written says so again when it is flushed.
func (out output) render(render func(t Target, w io.Writer) error) error {
	buffered := bufio.NewWriter(out.to)
	if !strings.HasSuffix(out.target.Path, ".gz") {
		return cmp.Or(render(out.target, buffered), buffered.Flush())
	}
	zipped := gzip.NewWriter(buffered)
	return cmp.Or(render(out.target, zipped), zipped.Close(), buffered.Flush())
}

// Discard drops all files that were not written; reports that were there before stay as they were.
func (o *Files) Discard() {
	for _, out := range o.files {
		out.discard()
	}
	o.files = nil
}

func (out output) discard() {
	switch {
	case out.part != nil:
		out.part.Discard()
	case out.device != nil:
		_ = out.device.Close()
	}
}
