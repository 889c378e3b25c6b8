package file

// MostBytes has the file grow no further.
func (f *File) MostBytes(n int) { f.db.MaxSize = n }

// Sealed is a record as it is written.
var Sealed = sealed
