package keys

// Forget forgets the keys of tenants, so that they are made anew.
func Forget() {
	named.Lock()
	defer named.Unlock()
	clear(named.all)
}

// Known is how many of them are known.
func Known() int {
	named.Lock()
	defer named.Unlock()
	return len(named.all)
}
