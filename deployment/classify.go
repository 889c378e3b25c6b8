package deployment

// State is what an exchange of a refresh token says about the token.
type State string

// The states. Unclear is neither: a 5xx, a rate limit, a failed client authentication, no answer.
const (
	Alive   State = "alive"
	Dead    State = "dead"
	Unclear State = "unclear"
)

// Class classes an exchange of a refresh token.
func Class(r Response) State { panic("todo") }

// HandsOutToken says whether the answer, whatever its status, holds an access, refresh or ID token.
func HandsOutToken(r Response) bool { panic("todo") }
