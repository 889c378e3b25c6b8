package dashboard

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var colour = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)

// palette are the colours of the stylesheet, of the light or of the dark scheme.
func palette(t *testing.T, dark bool) map[string]string {
	light, rest, found := strings.Cut(styles, "@media (prefers-color-scheme: dark)")
	require.True(t, found)
	if dark {
		light = rest
	}
	out := map[string]string{}
	for _, m := range colour.FindAllStringSubmatch(light, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// contrast is that of two colours (WCAG 2.2, "contrast ratio").
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestContrast(t *testing.T) {
	const text, shape = 4.5, 3.0 // WCAG 2.2 level AA, 1.4.3 and 1.4.11
	for _, dark := range []bool{false, true} {
		p := palette(t, dark)
		require.GreaterOrEqual(t, len(p), 16)
		for _, c := range []struct {
			on, of string
			least  float64
		}{
			{"ground", "text", text}, {"surface", "text", text}, {"sunken", "text", text},
			{"ground", "muted", text}, {"surface", "muted", text}, {"sunken", "muted", text}, {"dead-soft", "muted", text}, {"late-soft", "muted", text},
			{"surface", "accent", text}, {"ground", "accent", text}, {"accent-soft", "accent", text}, {"accent", "accent-text", text},
			{"surface", "live", text}, {"live-soft", "live", text}, {"live-soft", "text", text},
			{"surface", "dead", text}, {"dead-soft", "dead", text}, {"dead-soft", "text", text},
			{"surface", "late", text}, {"late-soft", "late", text}, {"late-soft", "text", text},
			{"surface", "edge", shape}, {"ground", "edge", shape}, {"dead-soft", "edge", shape},
		} {
			t.Run(fmt.Sprintf("dark %t: %s on %s", dark, c.of, c.on), func(t *testing.T) {
				require.NotEmpty(t, p[c.of])
				require.NotEmpty(t, p[c.on])
				assert.GreaterOrEqual(t, contrast(p[c.on], p[c.of]), c.least)
			})
		}
	}
}
