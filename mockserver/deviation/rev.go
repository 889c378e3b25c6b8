package deviation

func revocation() []Deviation { return nil }
