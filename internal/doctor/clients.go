package doctor

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
	"github.com/revokespec/revokespec/steps"
)

// clients signs a user in at each application, exchanges the token, and sees whether the application rotates as its role
// says. All tokens are revoked in the end.
func (e *examination) clients(ctx context.Context) {
	all := e.d.File.Clients.All()
	for i, c := range all {
		if ctx.Err() != nil {
			return
		}
		e.client(ctx, c, e.d.File.Users[i%len(e.d.File.Users)])
	}
	e.noteRefusedRevocations()
	if e.workingClient == nil {
		e.noClientWorks()
	}
	if audiences := e.d.File.Audiences; len(audiences) >= 2 && len(all) > 0 && !slices.Contains(e.failedRoles, all[0].Role) {
		about := "audiences"
		tokens, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: all[0], User: e.userOf(), Audience: audiences[1]})
		if err != nil {
			e.fails(steps.Audience, "", httpx.Response{}, "no refresh token is issued for the second audience, as said above")
			e.problem(about, cmp.Or(refusalOf(err).Advice, "allow "+all[0].Role+" the audience "+audiences[1]+", or list one audience only"), "the second one: %s", answerOf(err))
			return
		}
		e.spend(ctx, all[0], tokens.Refresh)
		e.ok(about, "a refresh token is issued for the second one as well")
	}
}

func (e *examination) client(ctx context.Context, c file.Client, u file.User) {
	about := "clients." + c.Role
	tokens, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: c, User: u})
	if err != nil {
		if other, got, found := e.otherUser(ctx, c, u, err); found {
			u, tokens, err = other, got, nil
		}
	}
	if err != nil {
		e.cannotSignIn(ctx, about, c, u, err)
		return
	}
	e.subject = cmp.Or(e.subject, steps.Subject(tokens.ID))
	answer, err := e.exchange(ctx, c, tokens.Refresh)
	if err != nil || judge.Class(answer) != judge.Alive {
		e.cannotExchange(ctx, about, c, answer)
		e.spend(ctx, c, tokens.Refresh)
		return
	}
	e.signedIn = append(e.signedIn, u.Username)
	if e.workingClient == nil {
		e.workingClient = &c
	}
	next := answer.Field("refresh_token")
	rotates := next != "" && next != tokens.Refresh
	if !rotates {
		e.fails(steps.Rotation, c.Role, answer, "clients.%s does not rotate, where a scenario needs its token's successor", c.Role)
	}
	does := "does not rotate"
	if rotates {
		does = "rotates"
	}
	switch wants := c.Role == "rotating" || c.Role == "leeway"; {
	case wants && !rotates:
		e.problem(about, "switch refresh token rotation on for it, or leave the role out", "signs in and exchanges, but does not rotate")
	case wants:
		e.leeway(ctx, c, tokens.Refresh)
	case rotates && e.file.Declares.Rotation == file.SettingOff:
		e.declaredNotToRotate(ctx, c, tokens.Refresh)
	default:
		e.ok(about, "signs in and exchanges (%s); %s", auth(c), does)
		e.noteRotatingRole(c, rotates)
	}
	if !rotates {
		next = tokens.Refresh
	}
	if c.Role == "rotating" { // the look at its leeway may have ended the family: what its revocation does is seen on another one
		if again, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: c, User: u}); err == nil {
			e.spend(ctx, c, again.Refresh)
		}
	}
	e.spend(ctx, c, next)
}

func (e *examination) cannotSignIn(ctx context.Context, about string, c file.Client, u file.User, err error) {
	e.signInProblem(ctx, about, c, u, err)
	e.cannotBeUsed(c)
	if c.Role == "device" && (refusalOf(err).By == "the device authorization endpoint" || e.d.Endpoints.DeviceAuthorization == "") {
		e.fails(steps.Devices, "", httpx.Response{}, "clients.device cannot be used, as said above")
	}
}

// cannotExchange says why a token just issued is not exchanged, by what was answered.
func (e *examination) cannotExchange(ctx context.Context, about string, c file.Client, answer httpx.Response) {
	e.fails(steps.Exchange, c.Role, answer, "clients.%s cannot be used, as said above", c.Role)
	refused := e.session.Refused("the token endpoint", remedy.Attempt{Client: c, Grant: remedy.GrantRefresh}, answer)
	remedy := refused.Advice
	if refusesClient(refused) { // though it was taken at sign-in
		remedy = e.credentials(ctx, about, c, remedy)
	}
	says := "signs in, but its refresh token cannot be exchanged: "
	if first, again := e.causes[says+refused.What()]; again && !refusesClient(refused) {
		e.problem(about, "", "%sas at %s", says, first)
		return
	}
	e.causes[says+refused.What()] = about
	e.problem(about, remedy, "%s%s", says, refused.What())
}

// noteRotatingRole says once that an application could fill a role that the file leaves empty: most rules of rotation need it.
func (e *examination) noteRotatingRole(c file.Client, rotates bool) {
	if described := e.file.Clients.Rotating != nil || e.file.Clients.Leeway != nil; !rotates || described || e.rotatesSaid {
		return
	}
	e.rotatesSaid = true
	e.note("clients.rotating", "add rotating: under clients, with the same client_id and credentials; or leeway:, with leeway, if it has one",
		"clients.%s rotates: it can be that application too, and the rules of rotation be judged", c.Role)
}

// declaredNotToRotate looks whether the token just exchanged is spent. If not, the new one beside it is no rotation.
func (e *examination) declaredNotToRotate(ctx context.Context, c file.Client, spent string) {
	answer, err := e.exchange(ctx, c, spent)
	if err == nil && judge.Class(answer) == judge.Dead {
		if e.contradicted {
			return // said once
		}
		e.contradicted = true
		e.problem("declares.rotation", "remove it, and describe that application under clients.rotating as well", "declares that nothing rotates, but clients.%s does", c.Role)
		return
	}
	e.ok("clients."+c.Role, "signs in and exchanges (%s); yields new tokens, and does not spend the old ones", auth(c))
}

// leeway presents the token that was just exchanged: a reuse, unless the application has a leeway.
func (e *examination) leeway(ctx context.Context, c file.Client, spent string) {
	about := "clients." + c.Role
	answer, err := e.exchange(ctx, c, spent)
	if err != nil {
		e.problem(about, "", "%v", err)
		return
	}
	state := judge.Class(answer)
	if state == judge.Dead && c.Role == "leeway" {
		e.fails(steps.Leeway, c.Role, answer, "clients.leeway has no leeway, as said above")
	}
	if state != judge.Dead && c.Role != "leeway" { // whose leeway is waited for
		e.fails(steps.Spent, c.Role, answer, "a token of clients.%s that was replaced is not refused, as said above", c.Role)
	}
	switch {
	case state == judge.Unclear:
		e.problem(about, remedy.Attempt{Client: c, Grant: remedy.GrantRefresh}.Advice(answer), "whether a spent token works cannot be told: %s", answer)
	case c.Role == "rotating" && state == judge.Alive:
		e.problem(about, "set its leeway (overlap, reuse interval) to 0, or describe it as clients.leeway with the leeway that it has",
			"rotates, but the token just exchanged still works: it has a leeway")
	case c.Role == "leeway" && state == judge.Dead:
		e.problem(about, fmt.Sprintf("give it a leeway of %s, or leave the role out", c.Leeway), "rotates, but the token just exchanged is refused at once")
	case c.Role == "leeway":
		e.ok(about, "rotates, and the token just exchanged still works, as within its leeway of %s", c.Leeway)
	default:
		e.ok(about, "signs in and exchanges (%s); rotates, without leeway", auth(c))
	}
}

// moreScope looks whether the first application can get more scope than a sign-in asks for. Else nobody can see whether an exchange
// widens the scope.
func (e *examination) moreScope(ctx context.Context) {
	first := e.d.File.Clients.Distinct()[0]
	if slices.Contains(e.failedRoles, first.Role) {
		return
	}
	in := signin.SignIn{Client: first, User: e.userOf()}
	tokens, err := e.session.SignIn(ctx, session.SetUp, in)
	if err != nil {
		return // said of the application
	}
	e.spend(ctx, first, tokens.Refresh)
	granted := cmp.Or(tokens.Scope, file.DefaultScope)
	wanted := e.session.FurtherScopes(granted)
	scopes, made := e.session.Grantable(ctx, in, granted, wanted)
	for _, token := range made {
		e.spend(ctx, first, token)
	}
	if len(scopes) == 0 {
		e.fails(steps.MoreScope, "", httpx.Response{}, "clients.%s gets no scope beyond %q (tried: %s); name one in mint.more_scope", first.Role, granted, strings.Join(wanted, " "))
	}
}
