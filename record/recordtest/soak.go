package recordtest

import "github.com/revokespec/revokespec/record"

// Soak is what a load of three seconds has shown, on a server that erred in the second of them and broke the rule once.
func Soak() *record.Soak {
	return &record.Soak{
		AskedMS: 3000, DurationMS: 3100, Workers: 4, Dead: 210, Broken: 1,
		Acts: []record.SoakAct{
			{Act: "sign-in", Count: 100, Answers: map[string]int{"accepted": 100}, P50: 12.4, P90: 20, P99: 31, P999: 31, Max: 31.5},
			{Act: "exchange", Count: 500, Answers: map[string]int{"accepted": 480, "refused": 8, "503": 12}, P50: 2.1, P90: 4, P99: 9.5, P999: 22, Max: 22},
			{Act: "revocation", Count: 90, Answers: map[string]int{"accepted": 90}, P50: 2.5, P90: 4, P99: 8, P999: 8, Max: 8},
			{Act: "look at a dead token", Count: 310, Answers: map[string]int{"refused": 309, "accepted": 1}, P50: 1.5, P90: 3, P99: 6, P999: 7, Max: 7},
		},
		Latency: []record.SoakBucket{{UpToMS: 2, Count: 420}, {UpToMS: 5, Count: 410}, {UpToMS: 20, Count: 65}, {UpToMS: 50, Count: 5}},
		Series: []record.SoakPoint{
			{AtMS: 0, Acts: 400, P50: 2, P99: 8}, {AtMS: 1000, Acts: 200, Errors: 12, P50: 4, P99: 22}, {AtMS: 2000, Acts: 390, P50: 2, P99: 9},
			{AtMS: 3000, Acts: 10, P50: 2, P99: 3},
		},
	}
}
