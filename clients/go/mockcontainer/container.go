// Package mockcontainer runs a mock of Auth0 in a container, by testcontainers.
package mockcontainer

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"github.com/revokespec/revokespec/clients/go/mock"
)

// Image is the one that this version was tried with.
const Image = "ghcr.io/revokespec/revokespec-mock:0.1.0"

const (
	port   = "8420/tcp"
	folder = "/data/"
)

// Container is a container with a mock in it.
type Container struct {
	testcontainers.Container
	*mock.Mock
}

// Run starts an image on a free port and waits until the mock is ready. Without an image it is the one that the environment variable
// REVOKESPEC_IMAGE names, or else Image. What else testcontainers can set stands in more. As with every
// container, testcontainers.CleanupContainer ends it with the test, be there an error or not.
func Run(ctx context.Context, image string, options mock.Options, more ...testcontainers.ContainerCustomizer) (*Container, error) {
	image = cmp.Or(image, os.Getenv("REVOKESPEC_IMAGE"), Image)
	token := rand.Text()
	ready := wait.ForHTTP("/readyz").WithPort(port)
	scheme := "http"
	if options.TLS {
		scheme = "https"
		ready = ready.WithTLS(true, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is asked whether it is ready, and nothing else
	}
	customize := []testcontainers.ContainerCustomizer{
		testcontainers.WithExposedPorts(port),
		testcontainers.WithEnv(options.Environment(token, folder)),
		testcontainers.WithWaitStrategy(ready),
	}
	if options.Seed != "" {
		customize = append(customize, testcontainers.WithFiles(testcontainers.ContainerFile{
			Reader: strings.NewReader(options.Seed), ContainerFilePath: folder + mock.SeedFile, FileMode: 0o444}))
	}
	started, err := testcontainers.Run(ctx, image, append(customize, more...)...)
	var c *Container
	if started != nil {
		c = &Container{Container: started}
	}
	if err != nil {
		return c, fmt.Errorf("mockcontainer: %w", err)
	}
	address, err := started.PortEndpoint(ctx, port, scheme)
	if err != nil {
		return c, fmt.Errorf("mockcontainer: %w", err)
	}
	ca, err := c.authority(ctx, options.TLS)
	if err != nil {
		return c, fmt.Errorf("mockcontainer: %w", err)
	}
	c.Mock, err = mock.At(address, token, ca)
	return c, err
}

func (c *Container) authority(ctx context.Context, serves bool) ([]byte, error) {
	if !serves {
		return nil, nil
	}
	file, err := c.CopyFileFromContainer(ctx, folder+mock.CAFile)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}
