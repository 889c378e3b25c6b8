package tenant

import (
	"cmp"
	"slices"
)

// NamedTokens are the refresh tokens that an operation of the Management API is to end. An empty field names any; where all are empty,
// none is named.
type NamedTokens struct {
	Operation                  Endpoint
	IDs                        []string // of families
	UserID, ClientID, Audience string
	Session                    string
}

// Selector picks the grants on which they are, where these are not known by the ids; false: there are none.
func (n NamedTokens) Selector() (Selector, bool) {
	s := Selector{UserID: n.UserID, ClientID: n.ClientID, Audience: n.Audience}
	return s, cmp.Or(n.UserID, n.ClientID, n.Audience, n.Session) != ""
}

// Name says whether a family of such a grant is one of them.
func (n NamedTokens) Name(f *Family) bool {
	return (len(n.IDs) == 0 || slices.Contains(n.IDs, f.ID)) && (n.Session == "" || n.Session == f.Session)
}
