package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
)

// signInWatch finds refresh tokens in a list of the Management API. That shows no token values, so what stands for a token is what its
// sign-in adds to its user's list.
type signInWatch struct {
	*World
	need   string                                                     // without which nothing is looked at
	listed func(ctx context.Context, userID string) ([]string, error) // ids
	of     func(*token) *[]string                                     // a token's own

	users map[string]string   // user name -> user_id
	known map[string][]string // user name -> ids seen so far
	first map[string][]string // user name -> ids before the scenario's own: the scout's among them
}

// watch notes what each user has before the sign-ins. A user's id is known only from an ID token, so a scout signs in first.
func (s *signInWatch) watch(ctx context.Context, made []*token) error {
	if !s.needs(s.need) {
		return nil
	}
	s.users, s.known, s.first = map[string]string{}, map[string][]string{}, map[string][]string{}
	for _, t := range made {
		name := t.user.Username
		if _, done := s.users[name]; done {
			continue
		}
		scout := *t
		if err := s.signIn(ctx, session.SetUp, &scout); err != nil {
			return err
		}
		id, err := scout.userID()
		if err != nil {
			return err
		}
		s.users[name] = id
		err = s.eventually(ctx, func() (bool, error) {
			s.first[name], err = s.listed(ctx, id)
			return len(s.first[name]) > 0, err
		})
		if err != nil {
			return err
		}
		s.known[name] = s.first[name]
	}
	return nil
}

// noteSignIn takes what a sign-in added to the list for the token's own. None is no error yet: whether a token is listed is judged by its
// rule.
func (s *signInWatch) noteSignIn(ctx context.Context, t *token) error {
	if s.users == nil || !s.needs(s.need) {
		return nil
	}
	name := t.user.Username
	err := s.eventually(ctx, func() (bool, error) {
		now, err := s.listed(ctx, s.users[name])
		*s.of(t) = without(now, s.known[name])
		return len(*s.of(t)) > 0, err
	})
	s.known[name] = slices.Concat(s.known[name], *s.of(t))
	return err
}

// followExchanges follows tokens whose ids changed with the first exchange.
func (s *signInWatch) followExchanges(ctx context.Context, made []*token) error {
	if s.users == nil {
		return nil
	}
	listed := map[string][]string{} // by user name: one look is enough for all tokens of a user
	for _, t := range made {
		name := t.user.Username
		now, seen := listed[name]
		if !seen {
			var err error
			if now, err = s.listed(ctx, s.users[name]); err != nil {
				return err
			}
			listed[name] = now
		}
		if kept := intersection(*s.of(t), now); len(kept) > 0 {
			*s.of(t) = kept
		} else if added := without(now, s.known[name]); len(added) > 0 {
			*s.of(t) = added
		}
	}
	return nil
}

// nothingListedAtFirst says that right after a sign-in of the token's user nothing was listed: then what the next sign-in adds to
// the list is not its own.
func (s *signInWatch) nothingListedAtFirst(t *token) bool {
	return s.users != nil && len(s.first[t.user.Username]) == 0
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return slices.Contains(others, id) })
}

func intersection(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return !slices.Contains(others, id) })
}
