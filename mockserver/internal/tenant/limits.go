package tenant

import "time"

// RateLimit is a bucket of requests. It holds Burst at first and at the most; at the top of each Period, Refill are added
// (Auth0, "Rate Limit Use Cases": a fixed window). Without a Burst there is no limit.
type RateLimit struct {
	Burst, Refill int
	Period        time.Duration
	Lenient       bool // requests are counted, and told what is left; nobody is refused
}

// LimitPolicy is how much is asked at most. A request counts against the limit of its API first, then against that of its
// endpoint (Auth0, "Rate Limit Policy").
type LimitPolicy struct {
	// Authentication is the limit of the whole Authentication API; the Dashboard is not part of it.
	Authentication RateLimit
	// Endpoints are those of its endpoints that have one of their own.
	Endpoints map[Endpoint]RateLimit
	// Userinfo is that of /userinfo, for each user.
	Userinfo RateLimit
	// SignIn is how often one address may try to sign one user in, whatever comes of it ("Database login limits").
	SignIn RateLimit
	// Management is that of the Management API, for each caller.
	Management RateLimit
}

// freeTenant are the limits of a free tenant (Auth0, "Rate Limit Configurations", Free).
func freeTenant() LimitPolicy {
	return LimitPolicy{
		Authentication: RateLimit{Burst: 300, Refill: 300, Period: time.Minute},
		Endpoints: map[Endpoint]RateLimit{
			EndpointToken: {Burst: 30, Refill: 30, Period: time.Second},
			EndpointKeys:  {Burst: 20, Refill: 20, Period: time.Second},
		},
		Userinfo:   RateLimit{Burst: 10, Refill: 5, Period: time.Minute},
		SignIn:     RateLimit{Burst: 20, Refill: 10, Period: time.Minute},
		Management: RateLimit{Burst: 2, Refill: 2, Period: time.Second},
	}
}

// largestTenant are the API limits of Auth0's largest plan ("Rate Limit Configurations", Private Cloud Performance, 10,000 RPS). They
// are told and never enforced: large enough that who heeds what is told waits for nothing.
func largestTenant() LimitPolicy {
	return LimitPolicy{
		Authentication: RateLimit{Burst: 10_000, Refill: 10_000, Period: time.Second, Lenient: true},
		Management:     RateLimit{Burst: 5000, Refill: 5000, Period: time.Second, Lenient: true},
	}
}
