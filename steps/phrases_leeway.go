package steps

// whenLeewayEnds is what is presented around the end of a leeway.
func whenLeewayEnds() []Phrase {
	return []Phrase{
		phrase("When", `^in (\d+) rounds a previous token of the "leeway" application is presented (just before|just after) its leeway ends$`,
			"Each round signs in, exchanges the token, and presents it again at that time, a few round trips from the end, by the server's own clock where that can be read. When the server saw an exchange is known as well as a request and its answer lie apart: what was presented closer to the end is not judged.",
			func(w *World) any { return w.leewayEnds.present }, leewayEndings),
		phrase("When", `^in (\d+) rounds a previous token of the "leeway" application is exchanged (\d+) times at once as its leeway ends, and once more after that$`,
			"Each round signs in, exchanges the token, and releases the exchanges of it together, closer to the end from round to round; the last one is a reuse. Too little overlap is inconclusive.",
			func(w *World) any { return w.leewayEnds.meet }, leewayEndings),
	}
}

// thenLeewayEnds is what is judged of it.
func thenLeewayEnds() []Phrase {
	return []Phrase{
		phrase("Then", `^the leeway (serves what comes just before its end|refuses what comes just after its end, as a reuse|leaves nothing that a reuse after its end does not kill)$`,
			"As a reuse: the newest token of the family is dead as well. Where the same is so far from the end, another rule judges that.",
			func(w *World) any { return w.leewayEnds.judged }, usesNothing),
	}
}
