package tenant

import (
	"cmp"
	"crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/url"
	"strings"
	"time"
)

// Connection is the only one that users are of: a database, whose strategy is StrategyDatabase.
const Connection = "Username-Password-Authentication"

// ConnectionID is the connection's in the log.
const ConnectionID = "con_000000000000000001"

// Strategy and StrategyType are the connection's, as the log has them.
const (
	Strategy     = "auth0"
	StrategyType = "database"
)

// User is somebody who signs in.
type User struct {
	ID           string // auth0|...
	Email        string
	Name         string
	Profile      Profile
	Connection   string
	PasswordHash Hash
	Blocked      bool
	PasswordAt   time.Time      // when the password was last set: older sessions have ended
	Extra        map[string]any // further fields that the Management API was given
	Claims       map[string]any // that the user's tokens say in addition
	Roles        []string       // by ID; one that is gone gives nothing
	Permissions  []Permission   // besides those of the roles
	CreatedAt    time.Time
	UpdatedAt    time.Time // zero: never, since it was created
	LastLogin    Login
}

// Profile is what a user's tokens tell of the user, besides name and address. All of it may be empty.
type Profile struct {
	Nickname, Picture     string // empty: they are made of the address
	GivenName, FamilyName string
	PhoneNumber           string
	PhoneVerified         bool
}

// Login is when and from where a user last signed in, and how many times that was; the zero Login is none.
type Login struct {
	At    time.Time
	IP    string
	Count int
}

// ExtraEmailVerified is the name in User.Extra under which it is kept whether the address is verified; without it, it is.
const ExtraEmailVerified = "email_verified"

// ExtraUsername is the name in User.Extra under which a user's name for signing in is kept, where there is one.
const ExtraUsername = "username"

// EmailVerified says whether the user's address is known to be the user's.
func (u *User) EmailVerified() bool { return u.Extra[ExtraEmailVerified] != false }

// Username is what the user may sign in with instead of the address; empty: nothing.
func (u *User) Username() string {
	name, _ := u.Extra[ExtraUsername].(string)
	return name
}

// Nickname is the user's, or else the address up to its @, as Auth0 fills it in.
func (u *User) Nickname() string {
	local, _, _ := strings.Cut(u.Email, "@")
	return cmp.Or(u.Profile.Nickname, local)
}

// Picture is the user's, or else the one that Auth0 fills in: Gravatar's for the address, or where that has none the
// first two letters.
func (u *User) Picture() string {
	if u.Profile.Picture != "" {
		return u.Profile.Picture
	}
	address := strings.ToLower(u.Email)
	local, _, _ := strings.Cut(address, "@")
	letters := []rune(local)
	letters = letters[:min(len(letters), 2)]
	sum := md5.Sum([]byte(address)) // Gravatar's name for an address; nothing is kept safe by it
	otherwise := "https://cdn.auth0.com/avatars/" + string(letters) + ".png"
	return "https://s.gravatar.com/avatar/" + hex.EncodeToString(sum[:]) + "?s=480&r=pg&d=" + url.QueryEscape(otherwise)
}

// ChangedAt is when the user last changed: by an administrator, or by signing in.
func (u *User) ChangedAt() time.Time {
	if u.UpdatedAt.IsZero() {
		return u.CreatedAt
	}
	return u.UpdatedAt
}

// SignedIn records a sign-in, which changes the user, as with Auth0.
func (u *User) SignedIn(ip string, now time.Time) {
	u.LastLogin = Login{At: now, IP: ip, Count: u.LastLogin.Count + 1}
	u.UpdatedAt = now
}

// SetPassword keeps only a hash. A fast one: this is a mock, and a slow one would dominate every measurement.
func (u *User) SetPassword(password string, now time.Time) {
	u.PasswordHash, u.PasswordAt = sha256.Sum256([]byte(password)), now
}

// PasswordIs compares in constant time.
func (u *User) PasswordIs(presented string) bool {
	h := sha256.Sum256([]byte(presented))
	return subtle.ConstantTimeCompare(u.PasswordHash[:], h[:]) == 1
}
