package judge

// Subject is something that a server does, of which one rule judges how it is done. A step that takes it for granted, and finds that it is
// not so, leaves the finding to that rule. Which rule that is stands beside the rule, in its feature: "Judges: a valid revocation".
type Subject string

// The subjects: how a revocation is answered,
const (
	Revocation              Subject = "a valid revocation"
	PublicRevocation        Subject = "a revocation by a public client"
	BasicRevocation         Subject = "a revocation with HTTP Basic"
	AssertionRevocation     Subject = "a revocation with an assertion"
	RepeatedRevocation      Subject = "a repeated revocation"
	DeadTokenRevocation     Subject = "a revocation of a dead token"
	UnknownTokenRevocation  Subject = "a revocation of an unknown token"
	MissingTokenRevocation  Subject = "a revocation without a token"
	EmptyTokenRevocation    Subject = "a revocation of an empty token"
	TwoTokensRevocation     Subject = "a revocation of two tokens"
	AccessTokenRevocation   Subject = "a revocation of an access token"
	ForeignTokenRevocation  Subject = "a revocation of another client's token"
	AnonymousRevocation     Subject = "a revocation without client identification"
	UnknownClientRevocation Subject = "a revocation by an unknown client"
	ImpersonatedRevocation  Subject = "a revocation in the name of the owner"
	WrongSecretRevocation   Subject = "a revocation with a wrong secret"
	MissingSecretRevocation Subject = "a revocation without the secret"
	ReplayedAssertion       Subject = "a revocation with a replayed assertion"
	WrongMethodRevocation   Subject = "a revocation by another method"
	JSONRevocation          Subject = "a revocation in JSON"
	HostileRevocation       Subject = "a hostile revocation"
)

// and an exchange,
const (
	LiveToken           Subject = "an exchange of a live token"
	InventedToken       Subject = "an exchange of an invented token"
	RevokedToken        Subject = "an exchange of a revoked token"
	RevokedDeviceToken  Subject = "an exchange of a device's revoked token"
	SpentToken          Subject = "an exchange of a spent token"
	ReusedFamily        Subject = "an exchange after a reuse"
	ExpiredToken        Subject = "an exchange of an expired token"
	ReplayedCode        Subject = "an exchange after a second redemption of the code"
	Rotation            Subject = "a rotation"
	PublicRotation      Subject = "a rotation for a public client"
	ForeignExchange     Subject = "an exchange of another client's token"
	WrongSecretExchange Subject = "an exchange without the right credentials"
	NarrowedExchange    Subject = "an exchange after one for less scope"
)

// a redemption of an authorization code,
const (
	CodeReplay            Subject = "a second redemption of a code"
	ForeignRedemption     Subject = "a redemption of another client's code"
	WrongSecretRedemption Subject = "a redemption without the right credentials"
)

// what else shows that a token is dead, and what is done through the Management API and at the Dashboard.
const (
	RevokedAccessToken        Subject = "the use of a revoked access token"
	RevokedIntrospection      Subject = "the introspection of a revoked token"
	CredentialList            Subject = "the list of credentials"
	CredentialDeletion        Subject = "the deletion of a credential"
	MissingCredentialDeletion Subject = "the deletion of a credential that is gone"
	RefreshTokenShown         Subject = "a refresh token that is shown by its id"
	RefreshTokenList          Subject = "the list of a user's refresh tokens"
	RefreshTokenDeletion      Subject = "the deletion of a refresh token"
	UserTokensDeletion        Subject = "the deletion of a user's refresh tokens"
	RefreshTokensRevocation   Subject = "a revocation of refresh tokens"
	SessionRevocation         Subject = "the revocation of a session"
	AccessRevocation          Subject = "the revocation of a user's access"
	GrantDeletion             Subject = "the deletion of a grant"
	UserGrantsDeletion        Subject = "the deletion of a user's grants"
	SettingChange             Subject = "a change of the setting"
	DashboardList             Subject = "the Dashboard's list of applications"
	DashboardRevocation       Subject = "a revocation in the Dashboard"
	DashboardUnlinking        Subject = "an unlinking in the Dashboard"
)

// Subjects lists them all.
func Subjects() []Subject {
	return []Subject{
		Revocation, PublicRevocation, BasicRevocation, AssertionRevocation, RepeatedRevocation, DeadTokenRevocation, UnknownTokenRevocation, MissingTokenRevocation,
		EmptyTokenRevocation, TwoTokensRevocation, AccessTokenRevocation, ForeignTokenRevocation, AnonymousRevocation, UnknownClientRevocation,
		ImpersonatedRevocation, WrongSecretRevocation, MissingSecretRevocation, ReplayedAssertion, WrongMethodRevocation, JSONRevocation, HostileRevocation,
		LiveToken, InventedToken, RevokedToken, RevokedDeviceToken, SpentToken, ReusedFamily, ExpiredToken, ReplayedCode, Rotation, PublicRotation, ForeignExchange, WrongSecretExchange, NarrowedExchange,
		CodeReplay, ForeignRedemption, WrongSecretRedemption,
		RevokedAccessToken, RevokedIntrospection, CredentialList, CredentialDeletion, MissingCredentialDeletion, GrantDeletion, UserGrantsDeletion,
		SettingChange, DashboardList, DashboardRevocation, DashboardUnlinking,
		RefreshTokenShown, RefreshTokenList, RefreshTokenDeletion, UserTokensDeletion, RefreshTokensRevocation, SessionRevocation, AccessRevocation,
	}
}

// exchanges are the subjects of an exchange that is changed as a revocation is for those.
var exchanges = map[Subject]Subject{
	ForeignTokenRevocation:  ForeignExchange,
	WrongSecretRevocation:   WrongSecretExchange,
	MissingSecretRevocation: WrongSecretExchange,
}

// OfExchange is the subject of an exchange that is changed as a revocation is for this one; "" where no rule speaks of that.
func (s Subject) OfExchange() Subject { return exchanges[s] }

// redemptions are the subjects of a redemption that is changed as a revocation is for those.
var redemptions = map[Subject]Subject{
	ForeignTokenRevocation:  ForeignRedemption,
	WrongSecretRevocation:   WrongSecretRedemption,
	MissingSecretRevocation: WrongSecretRedemption,
}

// OfRedemption is the subject of a code's redemption that is changed as a revocation is for this one; "" where no rule speaks of that.
func (s Subject) OfRedemption() Subject { return redemptions[s] }
