package features_test

import (
	"testing"

	"github.com/revokespec/revokespec/features"
)

// BenchmarkRead measures what every command that looks at the rules begins with.
func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := features.Read(features.FS, "features", nil); err != nil {
			b.Fatal(err)
		}
	}
}
