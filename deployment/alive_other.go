//go:build !unix

package deployment

// alive cannot tell here; a journal left behind counts as a crashed run's.
func alive(int) bool { return false }
