package deployment

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/revokespec/revokespec/reports"
)

// Session speaks HTTP for one scenario: it records every exchange without secrets, and never repeats what it was asked to
// send (Management excepted, as said there). It is safe for concurrent use.
type Session struct {
	Deployment *Deployment
}

// Purpose says why a request is sent.
type Purpose = string

// The purposes of a request.
const (
	SetUp   Purpose = "set-up"
	Control Purpose = "control"
	Act     Purpose = "act"
	Check   Purpose = "check"
	CleanUp Purpose = "clean-up"
)

// Request is one HTTP request. At most one of Form, JSON and Body is set.
type Request struct {
	Method          string // "" = POST with a body, else GET
	URL             string // absolute
	Header          http.Header
	Query           url.Values // added to the URL's
	Form            url.Values
	JSON            map[string]any
	Body            []byte
	ContentType     string // of Body; or instead of the usual one
	FreshConnection bool   // over a connection of its own
}

// Response is the answer, or in Err why no whole one came.
type Response struct {
	Status    int // 0 when no answer came
	Header    http.Header
	Body      []byte // at most MaxBody bytes
	Truncated bool   // the answer ended early, or was larger
	Err       error
}

// MaxBody is how much of an answer is read, in bytes.
const MaxBody = 1 << 20

// JSON is the body as a JSON object.
func (r Response) JSON() (map[string]any, bool) { panic("todo") }

// Field is a string member of the JSON body, "" when it is absent or not a string.
func (r Response) Field(name string) string { panic("todo") }

// String is one short phrase without secrets: "403 invalid_grant", "no answer: timed out after 10s".
func (r Response) String() string { panic("todo") }

// Send sends one request and returns its answer; a redirect is the answer.
func (s *Session) Send(ctx context.Context, p Purpose, r Request) Response { panic("todo") }

// SendTogether sends all requests at the same moment, each over a connection of its own, and returns the answers in the
// order of the requests, which is also the order in which they are recorded and their secrets named. overlap is how many
// of them were under way at once, at the most.
func (s *Session) SendTogether(ctx context.Context, p Purpose, rs []Request) (answers []Response, overlap int) {
	panic("todo")
}

// Name registers a secret under a readable name and returns the name that it has (an earlier one stays). Send does this
// for every secret it sees.
func (s *Session) Name(secret, name string) string { panic("todo") }

// Redact replaces every secret seen in this session by its name.
func (s *Session) Redact(text string) string { panic("todo") }

// Drain returns the exchanges since the last Drain.
func (s *Session) Drain() []reports.Exchange { panic("todo") }

// Authenticate adds the client's identification and credentials to the request, as c.Auth says.
func (s *Session) Authenticate(r *Request, c Client) error { panic("todo") }

// Assertion is a private_key_jwt assertion that may be wrong in some way. Zero fields are right.
type Assertion struct {
	Audience string        // instead of the right one
	Age      time.Duration // how long ago it was issued; it lives for a minute
	Alien    bool          // signed with a key of nobody's
}

// Assert signs an assertion for the client with its key_file.
func (s *Session) Assert(c Client, a Assertion) (string, error) { panic("todo") }

// SignIn is a sign-in to be made.
type SignIn struct {
	Client   Client
	User     User
	Audience string // "" = the first of the file's, if any
	Scope    string // "" = the client's, else mint.scope, else DefaultScope
}

// Tokens are what a sign-in yields; Refresh and Access are never empty.
type Tokens struct{ Refresh, Access, ID, Scope string }

// SignIn signs the user in by the file's strategy. Where the answer of the token request is lost, the whole sign-in is
// made again, at most twice.
func (s *Session) SignIn(ctx context.Context, p Purpose, in SignIn) (Tokens, error) { panic("todo") }

// Wait lets d pass: it moves the clock of a mock, and sleeps elsewhere; longer than limits.longest_wait it does not
// sleep, which is a *NotApplicable.
func (s *Session) Wait(ctx context.Context, d time.Duration) error { panic("todo") }

// NoToken as ManagementRequest.Token sends no token at all.
const NoToken = "-"

// ManagementRequest is a call of the Management API.
type ManagementRequest struct {
	Method string
	Path   string // below management.url: "/grants"
	Query  url.Values
	JSON   map[string]any
	Token  string // "" = one with all scopes; NoToken = none
}

// ManagementToken returns a token with all scopes that the application has or, with scopes, one narrowed to them; a
// *NotApplicable says that the server would not narrow it.
func (s *Session) ManagementToken(ctx context.Context, scopes ...string) (string, error) {
	panic("todo")
}

// Management calls the Management API. GET, PATCH and DELETE are repeated a few times on 429, 503 and resets.
func (s *Session) Management(ctx context.Context, p Purpose, r ManagementRequest) Response {
	panic("todo")
}

// Create makes a throw-away application, user or API: collection is "clients", "users" or "resource-servers". It is
// journalled first, and deleted when the deployment is closed. It needs changes.
func (s *Session) Create(ctx context.Context, p Purpose, collection string, body map[string]any) (Response, error) {
	panic("todo")
}

// ReadSetting reads the tenant setting through the Management API.
func (s *Session) ReadSetting(ctx context.Context) (bool, error) { panic("todo") }

// WriteSetting changes the tenant setting, and nothing else, after it was journalled. Only the holder of SettingChanged
// may call it.
func (s *Session) WriteSetting(ctx context.Context, p Purpose, on bool) (Response, error) {
	panic("todo")
}
