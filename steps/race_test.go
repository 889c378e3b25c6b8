package steps

import (
	"context"
	"testing"

	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/judge"
)

// Scenarios that do the same go by the same rounds; one whose rounds came to nothing leaves the next to make its own.
func TestRacesAreShared(t *testing.T) {
	races := &Races{}
	first, own, err := races.begin(t.Context(), "rotating", 8, 5)
	require.NoError(t, err)
	require.True(t, own)
	_, own, err = races.begin(t.Context(), "rotating", 8, 3)
	require.NoError(t, err)
	assert.True(t, own, "fewer rounds are others")

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = races.begin(ended, "rotating", 8, 5)
	require.ErrorIs(t, err, context.Canceled, "nobody waits longer than the run")

	first.end("ROT-09", nil, false)
	second, own, err := races.begin(t.Context(), "rotating", 8, 5)
	require.NoError(t, err)
	require.True(t, own, "the first came to nothing")
	waits := make(chan *sharedRounds)
	go func() {
		got, _, _ := races.begin(t.Context(), "rotating", 8, 5)
		waits <- got
	}()
	second.end("ROT-09", []round{{Round: judge.Round{Number: 1, Succeeded: 2}}}, true)
	got := <-waits
	require.NotNil(t, got)
	assert.Equal(t, 2, got.rounds[0].Succeeded)
	assert.Equal(t, "ROT-09", got.scenario)

	_, own, err = (*Races)(nil).begin(t.Context(), "rotating", 8, 5)
	require.NoError(t, err)
	assert.True(t, own, "nothing is shared")
}

// What a round is said to have done is what its answers say.
func TestARoundIsItsAnswers(t *testing.T) {
	a, b := &token{label: "A", value: "a"}, &token{label: "B", value: "b"}
	exchange := contender{label: "A", does: doesExchange}
	revokesA, revokesB := contender{label: "A", does: doesRevoke}, contender{label: "B", does: doesRevoke}
	r := round{Round: judge.Round{Revoked: true}, answers: []raced{
		{revokesA, a, theIssuer, answered(200, ``)}, {revokesA, a, theIssuer, answered(200, ``)}, {revokesB, b, theIssuer, answered(500, ``)},
		{exchange, a, theIssuer, answered(200, `{"access_token":"x","refresh_token":"c"}`)}, {exchange, a, theIssuer, answered(200, `{"access_token":"y","refresh_token":"a"}`)},
		{exchange, a, theIssuer, answered(400, `{"error":"invalid_grant"}`)},
	}}
	assert.Equal(t, 2, r.exchanged())
	assert.Equal(t, 3, r.endings())
	assert.Equal(t, []*token{a}, r.ended(), "what was answered 500 was promised to nobody")
	assert.Equal(t, []*token{a}, r.dead(endedIsDead))
	assert.Equal(t, []*token{a, b}, r.dead(nothingIsLeft))
	assert.Equal(t, []string{"A", "B"}, r.labels())
	assert.Equal(t, []issued{{"c", theIssuer}}, r.handedOut("A"), "the token itself is no successor")
	assert.Len(t, r.revocations(), 3)
	assert.Contains(t, r.story(), "the revocation of B was answered 500")
	assert.Contains(t, r.story(), "2 of 3 exchanges")
}

func TestContendersAreRead(t *testing.T) {
	table := func(cells ...string) *messages.PickleTable {
		rows := &messages.PickleTable{}
		for _, row := range [][]string{{"token", "request", "times"}, cells} {
			line := &messages.PickleTableRow{}
			for _, cell := range row {
				line.Cells = append(line.Cells, &messages.PickleTableCell{Value: cell})
			}
			rows.Rows = append(rows.Rows, line)
		}
		return rows
	}
	got, err := contenders(table("A", "deletion of its grant", "2"))
	require.NoError(t, err)
	assert.Equal(t, []contender{{"A", doesDelete, 2}}, got)
	for _, wrong := range [][]string{{"A", "burial", "1"}, {"A", "exchange", "0"}, {"A", "exchange", "often"}} {
		_, err := contenders(table(wrong...))
		assert.Error(t, err, "%v", wrong)
	}
}

// Where no ending is accepted, the rule that judges its answer has the finding.
func TestARaceThatNobodyEnded(t *testing.T) {
	for does, subject := range map[string]judge.Subject{doesDelete: judge.GrantDeletion, doesDeleteAll: judge.UserGrantsDeletion, doesUnlink: judge.CredentialDeletion} {
		w := &World{scenario: Scenario{Judge: func(s string) string { return "rule on " + s }}}
		w.race = race{World: w, rounds: []round{{answers: []raced{
			{contender{does: doesExchange}, &token{}, theIssuer, answered(200, `{"access_token":"x"}`)}, {contender{does: does}, &token{client: file.Client{}}, theIssuer, answered(403, ``)},
		}}}}
		err := w.race.met(1)
		assert.Equal(t, "inconclusive", kind(err))
		assert.ErrorContains(t, err, "rule on "+string(subject))
	}
}

// Rounds that were no races are made up for, unless no ending was ever accepted.
func TestRoundsAreMadeUpFor(t *testing.T) {
	made := func(ends bool, rounds ...judge.Round) bool {
		r := race{contenders: []contender{{does: doesExchange}}}
		if ends {
			r.contenders = append(r.contenders, contender{does: doesRevoke})
		}
		for _, one := range rounds {
			r.rounds = append(r.rounds, round{Round: one, answers: make([]raced, 2)})
		}
		return r.tooFew(2)
	}
	met, missed := judge.Round{Overlap: 2, Revoked: true}, judge.Round{Overlap: 1, Revoked: true}
	assert.False(t, made(false, met, met))
	assert.True(t, made(false, met, missed), "half is not most")
	assert.True(t, made(true, met, judge.Round{Overlap: 2}))
	assert.False(t, made(true, judge.Round{Overlap: 1}, judge.Round{}), "its answer is the matter")
}
