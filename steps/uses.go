package steps

// What is something that a server does for a step.
type What string

// What steps use of a server.
const (
	Nothing         What = "nothing"           // of it
	Users           What = "users"             // can sign in, as many as a scenario is lent
	SignIn          What = "sign-in"           // at the application
	Exchange        What = "exchange"          // of a new refresh token of the application
	Rotation        What = "rotation"          // the exchange yields a successor
	Leeway          What = "leeway"            // for which replaced tokens work on
	Audience        What = "audience"          // the second one is signed in for
	Spent           What = "spent tokens"      // which were replaced, are refused
	Revocation      What = "revocation"        // the endpoint gives an answer such as is needed
	Effect          What = "effect"            // what is revoked is refused
	Introspection   What = "introspection"     // shows a live refresh token as active
	AccessTokens    What = "access tokens"     // can be seen to be accepted
	AccessTokensEnd What = "access tokens end" // when they are revoked
	MoreScope       What = "more scope"        // can be had than a sign-in asks for
	Devices         What = "devices"           // get a code, by which they are authorized
	Codes           What = "codes"             // are got at the pages of the server, and redeemed
	Polls           What = "polls"             // are answered as polls
	Management      What = "management"        // allows what a scope is for
	Dashboard       What = "Dashboard"         // does as it is told
)

// Use is one thing that a phrase uses of a server. It is taken for granted, so that nothing can be judged without it, or it is
// what the phrase judges.
type Use struct {
	What   What
	Judged bool

	capture int         // that names the application, or a token of it; 0: neither
	role    bool        // it names the application
	scope   string      // of the Management API
	needs   requirement // what the answer to the last request has to be
	does    action      // what it changes for the steps after it
	text    string      // only where the capture is this,
	only    []Use       // all of these are used
}

// action is what a phrase does by its captures and its table.
type action func(k *walk, captures []string, table [][]string)

var usesNothing = Use{What: Nothing}

// ofToken is for the application of the token that the first capture names, atApplication for the one that a capture names itself.
func ofToken(w What) Use                    { return Use{What: w, capture: 1} }
func atApplication(w What, capture int) Use { return Use{What: w, capture: capture, role: true} }

// judgesToken is what a phrase finds out about the token that the first capture names.
func judgesToken(w What) Use { return Use{What: w, capture: 1, Judged: true} }

// uses is for what belongs to no application, judges what a phrase finds out about it.
func uses(w What) Use   { return Use{What: w} }
func judges(w What) Use { return Use{What: w, Judged: true} }

// manages is what the Management API allows with a scope.
func manages(scope string) Use { return Use{What: Management, scope: scope} }

// changes is manages; where a scenario needs a hook, that does it, and nothing is asked of the Management API.
func changes(scope string) Use {
	return does(func(k *walk, _ []string, _ [][]string) {
		if !needsHook(k.needs) {
			k.all = append(k.all, Condition{What: Management, Scope: scope})
		}
	})
}

// needsAnswer is what the answer to the last request has to be.
func needsAnswer(n requirement) Use { return Use{What: Revocation, needs: n} }

func does(a action) Use { return Use{What: Nothing, does: a} }

// where is what a phrase uses only where one of its captures is this text.
func where(capture int, text string, only ...Use) Use {
	return Use{What: Nothing, capture: capture, text: text, only: only}
}

// What phrases do to the tokens and requests that the steps after them speak of.
var (
	signsIn = does(func(k *walk, c []string, _ [][]string) {
		k.signsInFor(signInRow{label: c[2], role: c[3], unused: c[1] == "an unused"})
	})
	allSignIn             = does(func(k *walk, _ []string, table [][]string) { k.signsInFor(signInRows(table)...) })
	authorizes            = does(func(k *walk, c []string, _ [][]string) { k.tokens[c[1]] = &heldToken{role: "device"} })
	getsCode              = does(func(k *walk, c []string, _ [][]string) { k.getsCode(c[1], c[2], c[3] == "") })
	redeemsCode           = does(func(k *walk, c []string, _ [][]string) { k.redeemsCode(c[1], c[2]) })
	redeemsNewCode        = does(func(k *walk, c []string, _ [][]string) { k.getsCode("", c[1], true); k.need(SignIn, k.roleOf(c[1])) })
	registers             = does(func(k *walk, c []string, _ [][]string) { k.method = c[1] })
	registersPublic       = does(func(k *walk, _ []string, _ [][]string) { k.method = "none" })
	sendsRevocation       = does(func(k *walk, c []string, table [][]string) { k.sends(c[1], table) })
	exchangesToken        = does(func(k *walk, c []string, _ [][]string) { k.exchanges(c[1], c[2]) })
	reusesToken           = does(func(k *walk, c []string, _ [][]string) { k.reuses(c[1]) })
	orphans               = does(func(k *walk, _ []string, _ [][]string) { k.orphaned = true })
	signsInAgain          = does(func(k *walk, _ []string, _ [][]string) { k.signsInAgain() })
	anyApplicationRevokes = does(func(k *walk, _ []string, _ [][]string) { k.last = &request{to: Revocation, role: k.roleOf("any")} })
	timePasses            = does(func(k *walk, c []string, _ [][]string) { k.leewayOver = k.leewayOver || c[1] == "the leeway" })
	lifetimePasses        = does(func(k *walk, _ []string, _ [][]string) { k.expired = true })
	outlivesLeeway        = does(func(k *walk, _ []string, _ [][]string) { k.leewayOver = true })
	atFirstApplication    = does(func(k *walk, _ []string, _ [][]string) {
		k.need(SignIn, k.roleOf("any"))
		k.need(Exchange, k.roleOf("any"))
	})
	devicePolls         = does(func(k *walk, _ []string, _ [][]string) { k.polls() })
	pollJudged          = does(func(k *walk, c []string, _ [][]string) { k.judgesPoll(c[2]) })
	requestsMeet        = does(func(k *walk, c []string, table [][]string) { k.meets(c[2], table) })
	exchangesWith       = does(func(k *walk, c []string, table [][]string) { k.exchangesWith(c[1], table) })
	asksManagement      = does(func(k *walk, c []string, _ [][]string) { k.asksManagement(c[1], c[2]) })
	asksAnotherEndpoint = does(func(k *walk, _ []string, _ [][]string) { k.last = nil })
	races               = does(func(k *walk, c []string, _ [][]string) { k.raced = k.roleOf(c[1]) })
	judgesRaced         = does(func(k *walk, _ []string, _ [][]string) { k.judgesRaced() })
	racesRotate         = does(func(k *walk, _ []string, _ [][]string) { k.need(Rotation, k.raced) })
	endsAtNodes         = does(func(k *walk, c []string, _ [][]string) { k.endsAtNodes(c[1], c[2]) })
	revokedAndBurst     = does(func(k *walk, c []string, _ [][]string) { k.endsAtNodes(c[2], "a revocation each") })
	judgesNodes         = does(func(k *walk, _ []string, _ [][]string) { k.judgesNodes() })
	leewayEndings       = does(func(k *walk, c []string, _ [][]string) { k.leewayEnds(c[2]) })
	judgesAnswer        = does(func(k *walk, _ []string, _ [][]string) { k.judged = true })
	endsToken           = does(func(k *walk, c []string, _ [][]string) { k.ended = append(k.ended, k.token(c[1]).role) })
	endsTokens          = does(func(k *walk, _ []string, _ [][]string) { k.lookAtEnded() })
	endsAccessTokens    = does(func(k *walk, _ []string, _ [][]string) {
		if !k.expired {
			k.lookAtEnded()
		}
	})
	sendsRight     = does(func(k *walk, _ []string, _ [][]string) { k.sendsRight() })
	rightHasEffect = does(func(k *walk, _ []string, _ [][]string) { k.rightHasEffect() })
)
