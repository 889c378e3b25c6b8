package steps

import (
	"net/http"
)

// needed is what an answer has to be for a scenario to go on: nil where it is, else as the step itself would end.
type needed func(Condition, Sight) error

// needs is nil where all is well; else the scenario ends for an answer that is a refusal, or neither that nor a success.
func needs(well bool, s Sight) error {
	switch {
	case well:
		return nil
	case unclear(s.Answer):
		return inconclusive("%s, which is neither yes nor no", s.Fails)
	}
	return inconclusive("%s, where a success is needed", s.Fails)
}

// success is what a plain revocation needs.
func success(_ Condition, s Sight) error { return needs(accepted(s.Answer), s) }

// likeLive is what the revocation of a spent token needs to be judged: where it is refused, a live one is not.
func likeLive(_ Condition, s Sight) error {
	return needs(accepted(s.Answer) || unclear(s.Answer), s) // an unclear one is seen in the answer itself
}

// acceptance is what a changed one needs: documents allow to refuse some.
func acceptance(c Condition, s Sight) error {
	_, foreign := c.Change["application"]
	allowed := foreign && len(c.Change) == 1 || errorCode(s.Answer) == "unsupported_token_type"
	if allowed && !accepted(s.Answer) && !unclear(s.Answer) {
		return notApplicable("%s, which documents allow, where a scenario is about the answer to a success", s.Fails)
	}
	return needs(accepted(s.Answer), s)
}

// refusal is what a request needs that is wrong.
func refusal(_ Condition, s Sight) error {
	if !unclear(s.Answer) && s.Answer.Status < http.StatusBadRequest {
		return notApplicable("%s: it does not refuse what it has to, so how it refuses cannot be judged", s.Fails)
	}
	return needs(!unclear(s.Answer), s)
}

// explained is what a rule about the body of a refusal needs.
func explained(_ Condition, s Sight) error {
	if _, other := judgedStatus(s.Answer).(*NotApplicable); other {
		return notApplicable("%s, and the rules on the bodies of refusals speak of 400 and 401", s.Fails)
	}
	return needs(judgedStatus(s.Answer) == nil, s)
}

// verdict is what is needed to judge by the status: a redirect that leads away is an answer.
func verdict(_ Condition, s Sight) error {
	return needs(!unclear(s.Answer) || s.Answer.Err == nil && s.Answer.Status/100 == 3, s)
}

func yesOrNo(_ Condition, s Sight) error { return needs(!unclear(s.Answer), s) }

func arrival(_ Condition, s Sight) error { return needs(s.Answer.Err == nil, s) }

// undisturbed is what a browser makes something of.
func undisturbed(_ Condition, s Sight) error {
	r := s.Answer
	return needs(r.Err == nil && r.Status < 500 && r.Status != http.StatusTooManyRequests, s)
}

// reached is what the metadata's endpoint needs: that it does not answer at all is judged.
func reached(_ Condition, s Sight) error { return needs(s.Answer.Err != nil || !unclear(s.Answer), s) }
