package steps

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/judge"
)

// Scenario is what a World has to know about the scenario it serves.
type Scenario struct {
	Rule     string // its id
	Name     string
	Should   bool                                 // the rule is a SHOULD
	Needs    []string                             // capabilities; some make the controls look at more
	Setting  file.Setting                         // as tagged
	Profiles []string                             // of the run
	Seed     uint64                               // of the run
	Judge    func(subject string) (ruleID string) // of the catalogue; "" where no rule of it does

	Soak       Soak          // that the run was asked for
	Dashboards *webui.Opener // of the run
	Run        *Run          // the same for all scenarios of a run
	Races      *Races        // of the run; nil: the scenario goes by its own
}

// World is the state of one scenario, made anew for each.
type World struct {
	scenario Scenario
	lease    *deployment.Lease
	random   *rand.Rand

	home    string            // the client_id of the application that the scenario named first
	tokens  map[string]*token // by label; filled by Given, and by exchanges that name a successor
	signIns []*token          // tokens of the Given steps, in the order of their sign-ins

	answers  []httpx.Response // to the acts, the last one judged by Then
	subject  judge.Subject    // of the rule that judges the last act's answer
	presumed bool             // the last act must have been accepted before its effect can be judged
	revoker  file.Client      // who revoked in it

	again func(context.Context) (httpx.Response, error) // the same kind of request as the last act, of a new token; nil: none can be made
	sent  *sent                                         // the last request that was changed

	endings        []ending          // what the acts were to end
	deadTokens     []*token          // seen refused; presented once more at the end
	wrongSecret    string            // the last one that was sent
	sentToken      string            // for revocation, the last one
	sentSpelling   string            // how that was written otherwise; "": it was not
	reused         bool              // a spent token was used again
	narrowed       bool              // an exchange for less scope has yielded less
	furtherScopes  []string          // that an exchange asked for on top of the granted ones
	plainExchanges []plainExchange   // what plain exchanges returned
	browser        judge.CrossOrigin // that the last request stands for
	manySignIns    []*token          // of one user, to fill what a server keeps
	assertion      string            // the last one that was sent
	clockMoved     time.Duration     // how far we moved a mock's clock
	effectBy       time.Time         // when an act that may take its time must have had its effect; zero: at once
	browsers       browsers          // by session of the tables, those of the sign-ins
	notes          []string          // evidence that is no exchange

	// Groups of phrases with state of their own; each holds the world that it is part of.
	setting       tenantSetting
	log           tenantLog
	credentials   deviceCredentials
	refreshTokens refreshTokens
	device        deviceFlow
	race          race
	nodes         nodes
	codes         codes
	dashboard     dashboard
	throwAways    throwAways
	vendor        vendor
	load          load
	leewayEnds    leewayEnds
}

// Begin hands the world what its scenario was lent.
func (w *World) Begin(s Scenario, lease *deployment.Lease) {
	h := fnv.New64a()
	h.Write([]byte(s.Name))
	if s.Run == nil {
		s.Run = &Run{}
	}
	*w = World{scenario: s, lease: lease, random: rand.New(rand.NewPCG(s.Seed, h.Sum64())), tokens: map[string]*token{}}
	w.setting.World, w.log.World, w.device.World, w.race.World, w.nodes.World, w.load.World, w.codes.World, w.dashboard.World, w.throwAways.World, w.vendor.World, w.leewayEnds.World = w, w, w, w, w, w, w, w, w, w, w
	w.credentials.begin(w)
	w.refreshTokens.begin(w)
}

// End closes and deletes what the scenario opened and made.
func (w *World) End(ctx context.Context) {
	w.dashboard.close()
	w.vendor.mend(ctx)
	w.throwAways.discard(ctx)
}

// Notes returns the evidence gathered since the last call, and forgets it.
func (w *World) Notes() []string {
	notes := w.notes
	w.notes = nil
	return notes
}

// Curves are how the nodes answered to what was ended at one of them, in the steps since the last call, which forgets them.
func (w *World) Curves() (curves []judge.Curve) {
	for _, c := range w.nodes.curves[w.nodes.told:] {
		curves = append(curves, *c)
	}
	w.nodes.told = len(w.nodes.curves)
	return curves
}

func (w *World) note(format string, args ...any) {
	w.notes = append(w.notes, fmt.Sprintf(format, args...))
}

func (w *World) needs(capability string) bool { return slices.Contains(w.scenario.Needs, capability) }

func (w *World) deployment() *deployment.Deployment { return w.lease.Deployment }

// token finds a labelled token.
func (w *World) token(label string) (*token, error) {
	if t, ok := w.tokens[label]; ok {
		return t, nil
	}
	if family, ok := w.tokens[strings.TrimSuffix(label, "'s first")]; ok {
		return nil, w.leftTo(w.rotationOf(family), "the exchange of %q returned no new refresh token; %s judges that", family.label)
	}
	return nil, fmt.Errorf("no refresh token is called %q in this scenario: name it in a Given step first", label)
}

// judgedToken finds a labelled token whose fate can be judged, or which can be acted on.
func (w *World) judgedToken(label string) (*token, error) {
	t, err := w.token(label)
	if err == nil {
		err = w.actAccepted()
	}
	return t, err
}

// act notes the answer to an act, and what that is to the rules.
func (w *World) act(r httpx.Response, subject judge.Subject, presumed bool) {
	w.answers = append(w.answers, r)
	w.subject, w.presumed, w.effectBy, w.again = subject, presumed, time.Time{}, nil
}

// answer is the last act's.
func (w *World) answer() (httpx.Response, error) {
	if len(w.answers) == 0 {
		return httpx.Response{}, errors.New("nothing was sent yet: this step needs a When step before it")
	}
	return w.answers[len(w.answers)-1], nil
}

// acceptedAnswer is the last act's, which was accepted where the scenario takes that for granted.
func (w *World) acceptedAnswer() (httpx.Response, error) {
	r, err := w.answer()
	if err == nil {
		err = w.actAccepted()
	}
	return r, err
}

// actAccepted refuses to judge the effect of an act that was not accepted: one defect, one finding.
func (w *World) actAccepted() error {
	if !w.presumed {
		return nil
	}
	r, err := w.answer()
	if err != nil || r.Accepted() {
		return err
	}
	if w.subject == "" {
		return w.notRevoked(r, w.revoker)
	}
	return w.leftTo(w.subject, "the request was answered %s; %s judges that answer", r)
}

// scenariosBeside names the scenarios that ran at the same time: one of them may have killed a token that nobody touched here.
func (w *World) scenariosBeside() string {
	others := w.lease.Beside()
	if len(others) == 0 {
		return ""
	}
	return " (beside it ran " + strings.Join(others[:min(len(others), 3)], ", ") + ")"
}

// mayBeANeighbours says that a scenario beside may have ended a token before anything was done to it.
func (w *World) mayBeANeighbours() string {
	if len(w.lease.Beside()) == 0 {
		return ""
	}
	return " (whether a scenario beside it ended the token is seen with --concurrency 1)"
}

// lost is the failure of a scenario in which something is gone that had to stay: its act may have ended it, or that of a scenario beside.
func (w *World) lost(format string, args ...any) error {
	return &Failure{Message: wording.Sentence(format, args...) + w.scenariosBeside(), Should: w.scenario.Should, Beside: w.lease.Beside()}
}

// settingUnchanged checks, before and after an act, that the tenant setting is still the one that was leased or, in a scenario that
// changes it, the one that it was last switched to.
func (w *World) settingUnchanged(ctx context.Context) error {
	leased := w.scenario.Setting
	if leased == file.SettingChanged {
		leased = w.setting.switchedTo
	}
	if leased != file.SettingOn && leased != file.SettingOff || w.deployment().File.Management == nil {
		return nil
	}
	on, err := w.lease.ReadSetting(ctx)
	if err != nil {
		return inconclusive("the tenant setting could not be read again after the act: %v", err)
	}
	if on != (leased == file.SettingOn) {
		if w.scenario.Setting == file.SettingChanged {
			return w.leftTo(judge.SettingChange, "the tenant setting does not read %s, to which it was switched: %s judges that, unless it was changed by somebody else", leased)
		}
		return inconclusive("the tenant setting was changed by somebody else while the scenario ran")
	}
	return nil
}
