package steps

import (
	"regexp"
	"strings"

	"github.com/cucumber/godog"
)

// Phrase is one phrase of the vocabulary.
type Phrase struct {
	Keyword string // Given, When or Then; "" when any will do
	Pattern *regexp.Regexp
	Meaning string // what it does and when it fails, for docs/steps.md
	step    func(*World) any
}

// Register binds every phrase to the world.
func Register(sc *godog.ScenarioContext, w *World) {
	bind := map[string]func(any, any){"Given": sc.Given, "When": sc.When, "Then": sc.Then, "": sc.Step}
	for _, p := range phrases {
		bind[p.Keyword](p.Pattern, p.step(w))
	}
}

// Phrases lists the vocabulary in the order in which a scenario uses it.
func Phrases() []Phrase { return phrases }

func phrase(keyword, pattern, meaning string, step func(*World) any) Phrase {
	return Phrase{keyword, regexp.MustCompile(pattern), meaning, step}
}

var phrases = []Phrase{
	phrase("Given", `^a live refresh token "([^"]*)" of the "([^"]*)" application$`,
		"The first user signs in at the application; the token is exchanged once, as a control. \"any\" is the first application of the file, \"another\" a different one.",
		func(w *World) any { return w.liveToken }),
	phrase("Given", `^live refresh tokens:$`,
		"The same for every row (token, application, user, audience): all sign-ins first, then one exchange of each token.",
		func(w *World) any { return w.liveTokens }),
	phrase("Given", `^a device asks to be let in$`,
		"The device application asks for codes, for the first user to let it in by.",
		func(w *World) any { return w.deviceAsks }),
	phrase("Given", `^a revoked access token of the "([^"]*)" application is refused$`,
		"A precondition: where revoked access tokens go on working, the scenario is not applicable.",
		func(w *World) any { return w.revokedAccessRefused }),
	phrase("", `^the setting is switched "(on|off)"$`,
		"Changes \"Refresh Token Revocation Deletes Grant\"; the scenario needs the tag @setting-changed.",
		func(w *World) any { return w.settingSwitched }),

	phrase("When", `^the application revokes "([^"]*)"$`,
		"The owner's plain revocation, which the scenario takes for granted: anything but a 2xx makes it inconclusive.",
		func(w *World) any { return w.revokes }),
	phrase("When", `^"([^"]*)" is sent for revocation$`,
		"The owner's plain revocation, whose answer the scenario is about.",
		func(w *World) any { return w.sent }),
	phrase("When", `^"([^"]*)" is sent for revocation with:$`,
		"A revocation request changed as the table says, a part and its value a row: application, client identification, client_id, client secret, token, second token, method, body, hostile, or any parameter by its name.",
		func(w *World) any { return w.sentWith }),
	phrase("When", `^the server accepts that request$`,
		"A precondition: another answer makes the scenario inconclusive, and names the rule that judges it; a refusal that the documents allow makes it not applicable.",
		func(w *World) any { return w.serverAccepts }),
	phrase("When", `^the server refuses that request$`,
		"A precondition, the other way round: where nothing is refused, the scenario is not applicable, and the rule that judges the answer is named.",
		func(w *World) any { return w.serverRefuses }),
	phrase("When", `^"([^"]*)" is exchanged$`,
		"One exchange by the owner; the label follows the successor.",
		func(w *World) any { return w.exchanged }),
	phrase("When", `^"([^"]*)" is exchanged for "([^"]*)"$`,
		"One exchange by the owner; the successor gets a label of its own, the old one means the spent token.",
		func(w *World) any { return w.exchangedFor }),
	phrase("When", `^"([^"]*)" is exchanged with:$`,
		"An exchange changed as the table says: application, client secret, scope.",
		func(w *World) any { return w.exchangedWith }),
	phrase("When", `^"([^"]*)" is used again$`,
		"A dead or spent token is presented, which must be refused for the scenario to go on.",
		func(w *World) any { return w.usedAgain }),
	phrase("When", `^tokens of the "([^"]*)" application are exchanged (\d+) times at once, in (\d+) rounds$`,
		"Each round signs in and releases the exchanges of one token together; the overlap reached is noted, too little is inconclusive.",
		func(w *World) any { return w.raced }),
	phrase("When", `^the leeway has passed$`,
		"Waits for the leeway of the leeway application and a quarter more.",
		func(w *World) any { return w.leewayPassed }),
	phrase("When", `^the device polls( too soon|)$`,
		"It asks whether it was let in. Between two polls lies the interval, unless it is too soon; told to slow down it does, and asks again.",
		func(w *World) any { return w.devicePolls }),
	phrase("When", `^the user refuses the device$`,
		"The first user enters the code at the server's pages and refuses; where no page offers that, not applicable.",
		func(w *World) any { return w.userRefusesDevice }),
	phrase("When", `^the device code has expired$`,
		"Waits for its lifetime; where that is longer than limits.longest_wait and no clock can be moved, not applicable.",
		func(w *World) any { return w.deviceCodeExpired }),
	phrase("When", `^the access token of "([^"]*)" has expired$`,
		"The same for the newest access token, by its expires_in.",
		func(w *World) any { return w.accessTokenExpired }),
	phrase("When", `^the access token of "([^"]*)" is used$`,
		"The access token that came with the refresh token is shown to userinfo or introspection.",
		func(w *World) any { return w.accessTokenUsed }),
	phrase("When", `^the grant of "([^"]*)" is deleted$`,
		"The Management API deletes the grants of the token's user, application and audience.",
		func(w *World) any { return w.grantDeleted }),
	phrase("When", `^every grant of the user of "([^"]*)" is deleted$`,
		"One request of the Management API for all grants of the user.",
		func(w *World) any { return w.everyGrantDeleted }),
	phrase("When", `^the credential of "([^"]*)" is deleted$`,
		"The Management API deletes the token's device credential: the device is unlinked.",
		func(w *World) any { return w.credentialDeleted }),
	phrase("When", `^the Management API is asked( without a token| with a made-up token| without the scope| with the scope alone|) to "([^"]*)"$`,
		"One request: read the settings, switch the setting on, list the credentials of A, delete the credential of A, delete a credential like that of A.",
		func(w *World) any { return w.asked }),

	phrase("Then", `^the answer is "([^"]*)"$`,
		"The last act's answer by status and error code: \"200\", \"a success\" (200, or whatever 2xx a plain revocation gets here), \"a refused secret\" (4xx invalid_client, or the code that a wrong secret in a form gets), \"4xx invalid_client\", \"400|401 invalid_request|invalid_client, or 2xx\". A code is judged where the answer has one; a refusal must hand out no token.",
		func(w *World) any { return w.answerIs }),
	phrase("Then", `^the last two answers are like the two before$`,
		"In status, body and headers, but for what varies by itself: so that a caller cannot tell the tokens apart.",
		func(w *World) any { return w.alike }),
	phrase("Then", `^the body of the answer is empty$`,
		"Not one byte.",
		func(w *World) any { return w.bodyEmpty }),
	phrase("Then", `^the body of the answer is JSON with "([^"]*)"$`,
		"The members named, none of them empty, or \"a registered error\".",
		func(w *World) any { return w.bodyJSON }),
	phrase("Then", `^the answer's description is "([^"]*)"$`,
		"The error_description, to the letter.",
		func(w *World) any { return w.description }),
	phrase("Then", `^the answer's "([^"]*)" header says "([^"]*)"$`,
		"The header holds the words, in whatever case.",
		func(w *World) any { return w.headerSays }),
	phrase("Then", `^no token and no secret is in the answer$`,
		"None of the scenario's, in body and headers.",
		func(w *World) any { return w.nothingSecret }),
	phrase("Then", `^"([^"]*)" is dead$`,
		"The exchange of the token is refused and hands out nothing.",
		func(w *World) any { return w.isDead }),
	phrase("Then", `^"([^"]*)" is dead if the request was accepted$`,
		"The same after a success; a refusal passes.",
		func(w *World) any { return w.deadIfAccepted }),
	phrase("Then", `^"([^"]*)" is still alive$`,
		"The exchange of the token works. Where it dies without the act as well, nothing is concluded.",
		func(w *World) any { return w.isAlive }),
	phrase("Then", `^the exchange of "([^"]*)" is (refused|answered) cleanly$`,
		"Refused, or answered either way; a 5xx that repeats three times while a new token works in between fails.",
		func(w *World) any { return w.exchangeIs }),
	phrase("Then", `^(the newest|every) access token of "([^"]*)" is (refused|still accepted)$`,
		"By introspection or userinfo; only those that were accepted before the act are judged.",
		func(w *World) any { return w.accessTokenIs }),
	phrase("Then", `^"([^"]*)" introspects as inactive$`,
		"Where a live refresh token introspects as active; elsewhere not applicable.",
		func(w *World) any { return w.introspectsInactive }),
	phrase("Then", `^the introspection of "([^"]*)" says nothing but "active"$`,
		"The inactive answer has one member.",
		func(w *World) any { return w.nothingButActive }),
	phrase("Then", `^the metadata's revocation endpoint is a secure URL that answers$`,
		"Absolute, https but for loopback, without fragment, not 404.",
		func(w *World) any { return w.metadataEndpoint }),
	phrase("Then", `^the poll is answered "([^"]*)"$`,
		"By status and error code, \"403 authorization_pending, or 429 slow_down\"; the code must be there. No token is handed out.",
		func(w *World) any { return w.pollIs }),
	phrase("Then", `^the poll is answered "([^"]*)" where it says "([^"]*)"$`,
		"By status; not applicable where its error code is none of those named.",
		func(w *World) any { return w.pollSaying }),
	phrase("Then", `^the server copes, and serves the next request$`,
		"200 or 4xx to the hostile request; no answer fails. The next request is no 5xx.",
		func(w *World) any { return w.copes }),
	phrase("Then", `^every exchange yielded a new, different refresh token$`,
		"Of the plain exchanges of this scenario.",
		func(w *World) any { return w.everyExchangeYielded }),
	phrase("Then", `^the scope is refused or not widened$`,
		"invalid_scope, or a success whose access token has no more scope.",
		func(w *World) any { return w.scopeNotWidened }),
	phrase("Then", `^no round (leaves two live refresh tokens|has two winners)$`,
		"Of the simultaneous exchanges.",
		func(w *World) any { return w.noRound }),
	phrase("Then", `^signing in again yields a working refresh token "([^"]*)"$`,
		"The first user signs in again at the first application; a refusal fails.",
		func(w *World) any { return w.signingInAgain }),
	phrase("Then", `^the grant of "([^"]*)" is (still|no longer) listed$`,
		"In the Management API's list, asked again up to the declared limit.",
		func(w *World) any { return w.grantIs }),
	phrase("Then", `^the credential of "([^"]*)" is (still|no longer) listed$`,
		"In the user's list of device credentials, under either type.",
		func(w *World) any { return w.credentialIs }),
	phrase("Then", `^the credential of "([^"]*)" is listed under "([^"]*)"$`,
		"Under that type.",
		func(w *World) any { return w.credentialListedUnder }),
	phrase("Then", `^listing by the application of "([^"]*)" shows its credential, and not that of "([^"]*)"$`,
		"client_id as a parameter of the list.",
		func(w *World) any { return w.listingNarrowed }),
	phrase("Then", `^the setting reads "(on|off)"$`,
		"flags.revoke_refresh_token_grant of the tenant settings.",
		func(w *World) any { return w.settingReads }),
	phrase("Then", `^no other flag has changed$`,
		"The flags before and after the last change of the setting.",
		func(w *World) any { return w.noOtherFlag }),
	phrase("Then", `^a new sign-in works$`,
		"The control after the act: inconclusive when the user cannot sign in or the new token does not work.",
		func(w *World) any { return w.newSignIn }),
	phrase("Then", `^what is dead stays dead$`,
		"Every token seen refused is presented once more, later and over another connection.",
		func(w *World) any { return w.deadStaysDead }),
}

var captures = strings.NewReplacer(`^`, ``, `$`, ``, `([^"]*)`, `...`, `(\d+)`, `N`)

// Readable is the phrase without its regular expression: captures are "..." and N, alternatives stand as (a|b).
func (p Phrase) Readable() string { return captures.Replace(p.Pattern.String()) }
