// Package doctor looks at a deployment before it is judged: whether it can be reached, whether every application and user of
// the file can do what the rules ask of them, and what each rule still lacks. It judges nothing, and it changes no setting,
// user or application: it signs in, and spends and revokes the tokens that it gets.
package doctor

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/steps"
)

// State is how good a finding is.
type State string

// The states. A problem keeps rules from being judged; a note is worth knowing.
const (
	OK      State = "ok"
	Note    State = "note"
	Problem State = "problem"
)

// Finding is one thing that was looked at.
type Finding struct {
	About  string `json:"about"` // "metadata", "clients.confidential"
	State  State  `json:"state"`
	Says   string `json:"says"`   // what was found, without secrets
	Remedy string `json:"remedy"` // what to do about it; "" for nothing
}

// Report is what was found, in the order in which it was looked at.
type Report struct {
	Deployment string    `json:"deployment"`
	Issuer     string    `json:"issuer"`
	Profiles   []string  `json:"profiles"`
	Findings   []Finding `json:"findings"`
	Rules      []Outlook `json:"rules"` // empty when the deployment could not be opened
	Requests   int       `json:"requests"`
}

// Options are what an examination needs besides the file.
type Options struct {
	Catalogue *features.Catalogue
	Profiles  []string          // those whose rules are looked at; nil = the file's
	Found     func(Finding)     // is told each finding at once; may be nil
	Progress  func(line string) // is told why something takes long; may be nil
	Browser   string            // instead of mint.browser; "" = that
}

// examination is one in the making.
type examination struct {
	Options
	file    *file.File
	d       *deployment.Deployment
	session *deployment.Session
	report  *Report

	workingClient  *file.Client      // the first application that signs in and exchanges
	signedIn       []string          // usernames
	failedUsers    []string          // usernames of those who cannot, though others can
	subject        string            // the user_id of one who did
	failedRoles    []string          // roles at which nobody can sign in
	causes         map[string]string // why, and at whose
	revocationSeen bool
	wantsHint      bool                  // revocations are refused without a token_type_hint
	noRevocation   bool                  // there is no such endpoint
	sights         map[place]steps.Sight // what scenarios need, as it was seen
	contradicted   bool                  // declares.rotation
	rotatesSaid    bool                  // of an application that could be clients.rotating
}

// Examine looks at the deployment. When ctx is cancelled, the report ends where it was.
func Examine(ctx context.Context, f *file.File, o Options) *Report {
	e := &examination{Options: o, file: f, causes: map[string]string{}, sights: map[place]steps.Sight{}, report: &Report{
		Deployment: f.Name, Issuer: f.Issuer, Profiles: f.Profiles, Findings: []Finding{}, Rules: []Outlook{},
	}}
	if o.Profiles != nil {
		e.report.Profiles = o.Profiles
	}
	if !e.network(ctx) || !e.open(ctx) {
		return e.report
	}
	defer e.d.Close(context.WithoutCancel(ctx)) // closes connections; nothing was changed
	e.metadata()
	e.contradictions()
	e.hooks()
	if e.server(ctx) && e.minting(ctx) {
		for _, look := range []func(context.Context){e.nodes, e.clients, e.codes, e.moreScope, e.users, e.otherRequests, e.accessTokens, e.management} {
			if ctx.Err() == nil {
				look(ctx)
			}
		}
	} else { // without a sign-in nothing more can be looked at
		for _, c := range e.d.File.Clients.All() {
			e.cannotBeUsed(c)
		}
		e.noClientWorks()
	}
	e.report.Rules = e.outlook(o.Catalogue, e.report.Profiles)
	e.report.Requests = e.d.Requests()
	return e.report
}

// open makes the file a deployment. Where only the Management API keeps it from being one, it goes on without.
func (e *examination) open(ctx context.Context) bool {
	d, err := deployment.Open(ctx, e.file, deployment.Options{Profiles: e.report.Profiles, Progress: e.Progress, Browser: e.Browser})
	if err != nil {
		says, remedy := untrustedOrigin(err)
		e.problem("deployment", remedy, "%s", says)
	}
	if err != nil && e.file.Management != nil {
		without := *e.file
		without.Management = nil
		d, err = deployment.Open(ctx, &without, deployment.Options{Profiles: e.report.Profiles, Progress: e.Progress, Browser: e.Browser, Ephemeral: true})
	}
	if err != nil {
		return false
	}
	e.d, e.session = d, d.Session().KeepNothing()
	e.report.Issuer = d.Issuer
	return true
}

// ExitCode is 0 when nothing keeps the rules from being judged that the file describes, else 3.
func (r *Report) ExitCode() int {
	problem := slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.State == Problem })
	if problem || slices.ContainsFunc(r.Rules, func(o Outlook) bool { return o.Hindered > 0 }) {
		return record.ExitNotJudged
	}
	return 0
}

func (e *examination) ok(about, format string, args ...any) {
	e.find(Finding{about, OK, wording.Sentence(format, args...), ""})
}

func (e *examination) note(about, remedy, format string, args ...any) {
	e.find(Finding{about, Note, wording.Sentence(format, args...), remedy})
}

func (e *examination) problem(about, remedy, format string, args ...any) {
	e.find(Finding{about, Problem, wording.Sentence(format, args...), remedy})
}

func (e *examination) find(f Finding) {
	if e.session != nil {
		f.Says, f.Remedy = e.session.Redact(f.Says), e.session.Redact(f.Remedy)
	}
	e.report.Findings = append(e.report.Findings, f)
	if e.Found != nil {
		e.Found(f)
	}
}
