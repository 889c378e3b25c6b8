package lattice

// endings are the requests of a round that end a token, as acts.
var endings = map[string]string{
	"revocation": "revocation", "deletion of its credential": "unlinking",
	"deletion of its grant": "deletion of the grant", "deletion of all grants of its user": "deletion of the user's grants",
}

// meet reads a round: each token is signed in for, and its requests are sent together. What else meets an act is its concurrency.
func (r *reader) meet(application string, rows []map[string]string) {
	for _, row := range rows {
		if r.tokens[row["token"]] == nil {
			r.signsIn(row["token"], application, "", "", "unused")
		}
	}
	for _, row := range rows {
		if act, ends := endings[row["request"]]; ends {
			r.does(act, r.tokens[row["token"]])
			r.acts[len(r.acts)-1].beside = beside(row, rows)
		}
	}
}

// beside is what a request of a round meets.
func beside(own map[string]string, rows []map[string]string) string {
	for _, row := range rows {
		switch {
		case row["request"] == "exchange":
			return "exchange in flight"
		case row["token"] != own["token"]:
			return "two acts at once"
		}
	}
	if own["times"] != "1" {
		return "same act at once"
	}
	return "alone"
}

// looksAtRound is a look at what was ended or, where that ends all of the user there, at every token of the round.
func (r *reader) looksAtRound(all bool) {
	for _, t := range r.tokens {
		for _, a := range r.acts {
			if t == a.on || all {
				r.looks(t, Dies, "exchange", theToken)
				break
			}
		}
	}
}
