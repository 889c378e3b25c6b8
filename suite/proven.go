package suite

import (
	_ "embed"
	"strings"
)

// provenDigest is written by the proof of the suite when it passes.
//
//go:embed proven.txt
var provenDigest string

// Proven is the digest of the proof that this version passed: that each of its rules notices the server that breaks it.
func Proven() string { return strings.TrimSpace(provenDigest) }
