package steps

// whenAtNodes is what is done at single nodes of a server.
func whenAtNodes() []Phrase {
	return []Phrase{
		phrase("When", `^at one node after another tokens of the "([^"]*)" application are ended by (a revocation each|a reuse each|the deletion of each credential|one revocation of their grant|the deletion of their grant)$`,
			"Every node accepts each token; then it is ended at one node, and presented at another: each at its own time, from at once to nearly half a second later or to the declared limit, over new and over kept connections. A token that was refused is presented again, at last at every node.",
			func(w *World) any { return w.nodes.endedInTurn }, endsAtNodes, needsAnswer(mustBeAccepted)),
		phrase("When", `^in (\d+) rounds a token of the "([^"]*)" application is revoked, and then exchanged (\d+) times at once, again and again$`,
			"Each round signs in, exchanges the token over so many connections, revokes it, and then presents it over as many at once: at once, and until almost a second later.",
			func(w *World) any { return w.nodes.revokedAndBurst }, revokedAndBurst, needsAnswer(mustBeAccepted)),
		phrase("When", `^in (\d+) rounds these requests meet at the nodes, for the "([^"]*)" application:$`,
			"As where they meet at an application, each request at another node than the one before it; what was ended is looked at at each of the nodes and where the issuer answers, what was handed out where it was. Where the same comes of them at the issuer alone, or of a revocation at a node that meets nothing, it is no matter of such requests.",
			func(w *World) any { return w.race.meetAtNodes }, requestsMeet, needsAnswer(mustBeAccepted)),
	}
}

// thenAtNodes is what is judged of them.
func thenAtNodes() []Phrase {
	return []Phrase{
		phrase("Then", `^(?:all nodes|the nodes that answer) (refuse all of them in time|accept none of them again that was refused)$`,
			"In time: at once or, where Auth0 does not say so, from the declared limit on. Where the same act has no effect at the issuer either, another rule judges that.",
			func(w *World) any { return w.nodes.nodesJudged }, judgesNodes),
	}
}
