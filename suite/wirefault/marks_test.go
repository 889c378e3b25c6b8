package wirefault_test

// count says how often this name was counted before.
func (l *ledger) count(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks[name]++
	return l.marks[name] - 1
}

func (l *ledger) mark(name string)   { l.count(name) }
func (l *ledger) unmark(name string) { l.mu.Lock(); delete(l.marks, name); l.mu.Unlock() }

func (l *ledger) marked(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marks[name] > 0
}

func (l *ledger) now() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.epoch
}

// note marks a name with the number of tokens seen so far, and orderOf gives that number.
func (l *ledger) note(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks[name] = max(len(l.tokens), 1)
}

func (l *ledger) orderOf(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marks[name] - 1
}
