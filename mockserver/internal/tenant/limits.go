package tenant

import "time"

// RateLimit is a bucket of requests. It holds Burst at first and at the most; at the top of each Period, Refill are added
// (Auth0, "Rate Limit Use Cases": a fixed window). Without a Burst there is no limit.
type RateLimit struct {
	Burst, Refill int
	Period        time.Duration
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
		Authentication: RateLimit{300, 300, time.Minute},
		Endpoints: map[Endpoint]RateLimit{
			EndpointToken: {30, 30, time.Second},
			EndpointKeys:  {20, 20, time.Second},
		},
		Userinfo:   RateLimit{10, 5, time.Minute},
		SignIn:     RateLimit{20, 10, time.Minute},
		Management: RateLimit{2, 2, time.Second},
	}
}
