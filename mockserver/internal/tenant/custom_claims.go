package tenant

// CustomClaims are what tokens say besides what the protocol has them say.
type CustomClaims struct {
	ID     map[string]any // of ID tokens
	Access map[string]any // of access tokens
}
