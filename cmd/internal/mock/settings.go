package mock

import (
	"errors"
	"regexp"
	"strings"

	"github.com/spf13/pflag"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/mockserver"
)

// settings are what the mock is told by its command line and the environment.
type settings struct {
	command                         string // how it is called: its help is named where it helps
	listen, publicURL, dialect, out string
	store, algorithm                string
	caDir, caOut, tlsCert, tlsKey   string
	claimsHook                      string
	claims                          mockserver.ClaimsSource // of claimsHook
	dashboardPassword, controlToken secret
	seeds, deviate, switches        []string
	control, tls, printSeed         bool
	nodes                           int
}

func (f *settings) declare(flags *pflag.FlagSet) {
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8420", "the `ADDRESS` to listen on; port 0 takes a free one")
	flags.IntVar(&f.nodes, "nodes", 0, "listens at this `NUMBER` of ports more, those after its own, each a node of the same server, for rules about propagation")
	flags.StringVar(&f.publicURL, "public-url", "", "the `URL` that the issuer is made of, where clients see another than they connect to")
	flags.BoolVar(&f.tls, "tls", false, "serves https, with a certificate of an authority that is kept between two starts")
	flags.StringVar(&f.caDir, "tls-ca-dir", "", "the `DIRECTORY` that the authority is kept in, with its key; without it, one of this user's")
	flags.StringVar(&f.caOut, "tls-ca-out", "", "the `FILE` that the authority's certificate is written to as well")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "serves https with your own certificate, a PEM `FILE`")
	flags.StringVar(&f.tlsKey, "tls-key", "", "the PEM `FILE` of its key")
	flags.StringVar(&f.dialect, "dialect", "", "auth0 (the default), or rfc: RFC 6749 and 7009 to the letter")
	flags.StringVar(&f.algorithm, "signing-algorithm", "", "the `ALGORITHM` that signs access and ID tokens: RS256 (the default); ES256, which takes a thirtieth of the time; HS256")
	flags.StringSliceVar(&f.seeds, "seed", nil, "the `FILE` (YAML) of the applications, users and APIs to start with, instead of the built-in ones; of several tenants, one each")
	flags.StringVar(&f.claimsHook, "claims-hook", "", "the `URL` that is asked for claims whenever tokens are issued, instead of the seed's claims_hook")
	flags.StringVar(&f.store, "store", "", "keeps the state at that `PLACE`, so that it outlives the process: file:PATH, or redis://HOST:PORT, which several mocks share. What is there is gone on with")
	flags.BoolVar(&f.printSeed, "print-seed", false, "prints the seed as such a file, and serves nothing")
	flags.StringSliceVar(&f.switches, "switch", nil, "chooses documented readings, by `NAMES`: "+strings.Join(switchNames(), ", "))
	flags.StringSliceVar(&f.deviate, "deviate", nil, "breaks rules on purpose, by the `NAMES` that `revokespec deviations` lists")
	f.dashboardPassword.declare(flags, "dashboard-password",
		"the `PASSWORD` that the Dashboard asks "+dashboardUser+" for, which every user of this machine can read in the list of processes; better: the environment, or a file. Without any, it is open to this machine alone",
		"the `FILE` whose first line is that password")
	flags.BoolVar(&f.control, "control", false, "offers /_mock/, which moves the clock and resets the state; its token stands in the deployment file")
	f.controlToken.declare(flags, "control-token",
		"offers /_mock/ to whoever bears this `TOKEN`, which every user of this machine can read in the list of processes; better: the environment, or a file",
		"the `FILE` whose first line is that token")
	flags.StringVar(&f.out, "deployment-out", "", "writes the deployment `FILE` that fits this mock, with its secrets")
}

// elderPassword was the only environment variable of the mock. It is looked at where nothing else says the password.
const elderPassword = "REVOKESPEC_DASHBOARD_PASSWORD"

// read settles what the command line and the environment say, and refuses what cannot be together.
func (f *settings) read(sys program.System, flags *pflag.FlagSet) error {
	if err := f.readEnvironment(sys, flags); err != nil {
		return err
	}
	if err := errors.Join(f.dashboardPassword.read(), f.controlToken.read()); err != nil {
		return err
	}
	if f.dashboardPassword.text == "" {
		password, set := sys.LookupEnv(elderPassword)
		if set && password == "" {
			return errors.New(elderPassword + " is set but empty; give it a value, or unset it")
		}
		f.dashboardPassword.text = password
	}
	if err := errors.Join(f.checkTLS(), f.checkNodes()); err != nil {
		return err
	}
	return f.checkControl(flags)
}

func (f *settings) checkTLS() error {
	own := f.tlsCert != ""
	switch {
	case own != (f.tlsKey != ""):
		return errors.New("--tls-cert and --tls-key belong together; give both, or neither")
	case own && (f.caDir != "" || f.caOut != ""):
		return errors.New("--tls-cert contradicts --tls-ca-dir and --tls-ca-out: your certificate has its own authority; leave out one of them")
	}
	f.tls = f.tls || own
	switch {
	case f.caOut != "" && !f.tls:
		return errors.New("--tls-ca-out needs --tls: without it there is no authority")
	case f.caDir != "" && !f.tls:
		return errors.New("--tls-ca-dir needs --tls: without it there is no authority")
	case f.tls && strings.HasPrefix(strings.ToLower(f.publicURL), "http://"):
		return errors.New("--public-url contradicts --tls; write it with https://")
	}
	return nil
}

// bearable is what can be sent as a bearer token (RFC 6750 section 2.1).
var bearable = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

func (f *settings) checkControl(flags *pflag.FlagSet) error {
	token := f.controlToken.text
	switch {
	case token == "" && f.control && f.out == "":
		return errors.New("--control needs a place for its token: --deployment-out FILE, or a token of your own by --control-token-file FILE or " + variableOf("control-token"))
	case token != "" && flags.Changed("control") && !f.control:
		return errors.New("--control-token contradicts --control=false; leave out one of them")
	case token != "" && !bearable.MatchString(token):
		return errors.New("--control-token: it cannot be sent as a bearer token; use letters, digits and any of - . _ ~ + /")
	}
	return nil
}
