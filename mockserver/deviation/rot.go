package deviation

func rotation() []Deviation { return nil }
