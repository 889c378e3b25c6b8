package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
)

// named are the signers of tenants that have a name. A test run may have thousands of tenants, but few names.
var named = struct {
	sync.Mutex
	all map[string]*Signer
}{all: map[string]*Signer{}}

// mostNamed bounds them; then it begins anew.
const mostNamed = 256

// ForTenant is ForAlgorithm for the tenant of that name: no other tenant's keys verify what it signs. A tenant without a name has the
// keys that everybody knows.
func ForTenant(name, algorithm string) (*Signer, error) {
	if name == "" {
		return ForAlgorithm(algorithm)
	}
	common, err := ForAlgorithm(algorithm)
	if err != nil {
		return nil, err
	}
	named.Lock()
	defer named.Unlock()
	id := common.KeyID + "-" + name
	if known := named.all[id]; known != nil {
		return known, nil
	}
	if len(named.all) >= mostNamed {
		clear(named.all)
	}
	named.all[id] = signerOf(common.Algorithm, id, sync.OnceValue(func() pair { return makers[common.Algorithm](id) }))
	return named.all[id], nil
}

// makers make the key that follows from its id. None has any secret in it: it is found by whoever reads this.
var makers = map[string]func(id string) pair{
	"RS256": func(id string) pair {
		key := rsaKey(sha256.Sum256([]byte(id)))
		return pair{key, key.Public()}
	},
	"ES256": func(id string) pair {
		key := ecdsaKey(sha256.Sum256([]byte(id)))
		return pair{key, key.Public()}
	},
	"HS256": func(id string) pair {
		key := sha256.Sum256([]byte(sharedKey + id))
		return pair{key[:], nil}
	},
}

// publicExponent is F4, which every RSA key of the web has.
const publicExponent = 65537

// rsaKey is the key of 2048 bits that follows from the seed: crypto/rsa makes another one each time.
func rsaKey(seed [32]byte) *rsa.PrivateKey {
	stream := rand.NewChaCha8(seed)
	p, q := prime(stream), prime(stream)
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: publicExponent}, Primes: []*big.Int{p, q}}
	one := big.NewInt(1)
	order := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key.D = new(big.Int).ModInverse(big.NewInt(publicExponent), order)
	key.Precompute()
	return key
}

// prime is the next one of 1024 bits, such that a product of two has 2048.
func prime(stream *rand.ChaCha8) *big.Int {
	var bytes [128]byte
	_, _ = stream.Read(bytes[:]) // it never fails
	bytes[0] |= 0xc0
	bytes[127] |= 1
	start := new(big.Int).SetBytes(bytes[:])
	sieve := divisors(start)
	for ahead := uint64(0); ; ahead += 2 {
		if slices.ContainsFunc(sieve, func(d divisor) bool { return (d.rest+ahead)%d.prime == 0 }) {
			continue
		}
		candidate := new(big.Int).Add(start, new(big.Int).SetUint64(ahead))
		if candidate.ProbablyPrime(0) && new(big.Int).Mod(candidate, big.NewInt(publicExponent)).Cmp(big.NewInt(1)) != 0 {
			return candidate
		}
	}
}

// divisor is a small prime, and what it leaves of a number.
type divisor struct{ prime, rest uint64 }

// divisors are the odd primes below 8192: most candidates have one of them, which is found in no time.
func divisors(of *big.Int) (all []divisor) {
	const most = 8192
	var composite [most]bool
	for n := uint64(3); n < most; n += 2 {
		if composite[n] {
			continue
		}
		all = append(all, divisor{n, new(big.Int).Mod(of, new(big.Int).SetUint64(n)).Uint64()})
		for multiple := n * n; multiple < most; multiple += 2 * n {
			composite[multiple] = true
		}
	}
	return all
}

// ecdsaKey is the key on P-256 that follows from the seed.
func ecdsaKey(seed [32]byte) *ecdsa.PrivateKey {
	for {
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed[:])
		if err == nil {
			return key
		}
		seed = sha256.Sum256(seed[:]) // it was no number below the order, as one in 2^32 is not
	}
}
