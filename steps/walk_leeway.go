package steps

// leewayEnds is what presenting previous tokens around the end of a leeway needs.
func (k *walk) leewayEnds(side string) {
	role := k.roleOf("leeway")
	k.lendsUser, k.last = true, nil
	for _, w := range []What{SignIn, Exchange, Rotation} {
		k.need(w, role)
	}
	if side == justBefore {
		k.need(Leeway, role)
	}
}
