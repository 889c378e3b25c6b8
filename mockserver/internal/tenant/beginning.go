package tenant

// Beginning is what a tenant began with. Another node of it, or a later start, goes on with that.
type Beginning struct {
	Dialect string
	Seed    []byte // in the writing of whoever planted it
}
