package file

// Share is what one of several runs has of the deployment that go on at once: every of-th user, who is nobody else's, and its part of each
// limit of the whole. index counts from 1.
func (f *File) Share(index, of int) *File {
	share := f.Clone()
	share.Users = nil
	for i, user := range f.Users {
		if i%of == index-1 {
			share.Users = append(share.Users, user)
		}
	}
	share.Limits.RequestsPerSecond /= float64(of)
	share.Limits.ManagementRequestsPerSecond /= float64(of)
	if f.Limits.ThrowAwayApplications > 0 {
		share.Limits.ThrowAwayApplications = max(1, f.Limits.ThrowAwayApplications/of)
	}
	return share
}
