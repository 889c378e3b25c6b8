package deviation

func settings() []Deviation { return nil }
