package steps

// endsAtNodes is what an act at each node needs of the server.
func (k *walk) endsAtNodes(application, how string) {
	role := k.roleOf(application)
	k.lendsUser, k.last, k.meeting = true, nil, role
	k.need(SignIn, role)
	k.need(Exchange, role)
	switch kind := endingsAtNodes[how]; kind.does {
	case doesRevoke:
		k.last = &request{to: Revocation, role: role}
	case doesUnlink:
		k.all = append(k.all, Condition{What: Management, Scope: "read:device_credentials"}, Condition{What: Management, Scope: "delete:device_credentials"})
	case doesDelete:
		k.all = append(k.all, Condition{What: Management, Scope: "read:grants"}, Condition{What: Management, Scope: "delete:grants"})
	default:
		k.need(Rotation, role)
		k.need(Spent, role)
	}
}

// judgesNodes finds out whether what was ended is dead everywhere.
func (k *walk) judgesNodes() {
	k.all = append(k.all, k.condition(Condition{What: Effect, Judged: true}, k.meeting))
}
