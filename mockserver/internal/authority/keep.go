package authority

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/revokespec/revokespec/internal/readfile"
)

const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
	mostFile         = 64 << 10 // bytes that are read of one
)

// CertificateFile is where the certificate stands that clients must trust, in the folder that an authority is kept in.
const CertificateFile = "ca.pem"

// renewal is how long before its end an authority is replaced.
const renewal = 30 * day

// Keep reads the authority that a folder keeps, and makes one where there is none, or where its end is near. Of several processes that
// make one at once, one is first, and all have its authority: the file appears as a whole, and is never replaced. The next authority
// has the next number.
func Keep(dir string, now time.Time) (a *Authority, made bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, unwritable(dir, err)
	}
	number := 1
	for exists(numbered(dir, number+1)) {
		number++
	}
	a, err = read(numbered(dir, number))
	switch {
	case err == nil && a.certificate.NotAfter.Sub(now) < renewal:
		number++
	case err == nil:
		return a, false, a.publish(dir)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, false, err
	}
	if a, err = New(now); err != nil {
		return nil, false, err
	}
	text, err := a.withKey()
	if err != nil {
		return nil, false, err
	}
	switch err := writeOnce(numbered(dir, number), text); {
	case errors.Is(err, fs.ErrExist):
		if a, err = read(numbered(dir, number)); err != nil {
			return nil, false, err
		}
	case err != nil:
		return nil, false, unwritable(dir, err)
	}
	return a, true, a.publish(dir)
}

func numbered(dir string, number int) string {
	return filepath.Join(dir, fmt.Sprintf("authority-%d.pem", number))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func unwritable(dir string, err error) error {
	return fmt.Errorf("the authority cannot be kept in %s: %w; name a folder that can be written to", dir, err)
}

// withKey is the authority with its key, PEM.
func (a *Authority) withKey() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, err
	}
	return append(a.Certificate(), pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: key})...), nil
}

// read refuses an authority that others could have read: they could speak for any server to whoever trusts it.
func read(path string) (*Authority, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s can be read by others (mode %04o), and holds the authority's key; remove it to have another one made, or chmod 600 it where nobody did", path, info.Mode().Perm())
	}
	text, err := readfile.Any(path, mostFile)
	if err != nil {
		return nil, fmt.Errorf("%w; make it readable for this user, or name another folder", err)
	}
	pair, err := tls.X509KeyPair(text, text)
	key, is := pair.PrivateKey.(*ecdsa.PrivateKey)
	if err != nil || !is || !pair.Leaf.IsCA || pair.Leaf.Subject.CommonName != Name {
		return nil, fmt.Errorf("%s holds no authority of a mock; remove it, or name another folder", path)
	}
	return &Authority{certificate: pair.Leaf, key: key}, nil
}

// publish writes the certificate beside the authority, where it does not stand there yet.
func (a *Authority) publish(dir string) error {
	path := filepath.Join(dir, CertificateFile)
	if old, err := readfile.Any(path, mostFile); err == nil && bytes.Equal(old, a.Certificate()) {
		return nil
	}
	part, err := whole(dir, a.Certificate(), 0o644)
	if err != nil {
		return unwritable(dir, err)
	}
	if err := os.Rename(part, path); err != nil {
		_ = os.Remove(part)
		return unwritable(dir, err)
	}
	return nil
}

// writeOnce makes a file for the owner alone, which is there as a whole or not at all; the error is fs.ErrExist where it is there already.
func writeOnce(path string, text []byte) error {
	part, err := whole(filepath.Dir(path), text, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	return os.Link(part, path)
}

// whole writes a file under a name of its own, and returns that.
func whole(dir string, text []byte, mode fs.FileMode) (path string, err error) {
	file, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Chmod(mode), file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}
