// Command hydra is Ory Hydra as its own main package is, on loopback and with its database in memory, together with
// what it leaves to others: pages for sign-in and consent, and the registration of five applications.
//
// Whatever is not set here is Hydra's default: that is what is judged. PORT chooses the public port (0: any free one).
package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/ory/hydra/v2/cmd"
)

const host = "127.0.0.1" // anybody may sign in: never listen elsewhere

func main() {
	port, err := strconv.Atoi(os.Getenv("PORT"))
	check(err)
	pages, err := net.Listen("tcp", host+":0")
	check(err)
	public, admin := free(port), free(0)
	issuer, at := "http://"+public, "http://"+pages.Addr().String()
	for name, value := range map[string]string{
		"DSN":               "memory",
		"LOG_LEVEL":         "error",
		"SECRETS_SYSTEM":    "a-secret-of-a-server-on-loopback", // it opens this server and nothing else
		"SERVE_PUBLIC_HOST": host,
		"SERVE_PUBLIC_PORT": portOf(public),
		"SERVE_ADMIN_HOST":  host,
		"SERVE_ADMIN_PORT":  portOf(admin),
		"URLS_SELF_ISSUER":  issuer,
		"URLS_LOGIN":        at + "/sign-in",
		"URLS_CONSENT":      at + "/consent",
		"SQA_OPT_OUT":       "true",
	} {
		check(os.Setenv(name, value))
	}
	a := administrator{"http://" + admin}
	go func() { check(http.Serve(pages, a.pages())) }()
	go func() {
		check(a.register())
		fmt.Printf("issuer=%s\npages=%s\nadmin=%s\n", issuer, at, a.url)
	}()
	os.Args = []string{"hydra", "serve", "all", "--dev"} // --dev: plain http, which is loopback's
	cmd.Execute()
}

// free is an address that nobody listens at. Ports that outgoing connections take are left out: whoever dials such a
// port before the server listens there may be connected to himself.
func free(port int) string {
	for {
		candidate := port
		if port == 0 {
			candidate = 20000 + rand.IntN(10000)
		}
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(candidate)))
		if err == nil {
			check(l.Close())
			return l.Addr().String()
		}
		if port != 0 {
			check(err)
		}
	}
}

func portOf(address string) string {
	_, port, err := net.SplitHostPort(address)
	check(err)
	return port
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
