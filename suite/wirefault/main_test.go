package wirefault_test

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
)

// TestMain has more of the hundreds of runs go on at once than there are processors, as many wait for most of their time, for a server that
// is busy or for what must settle; and lets garbage, of which they make much, lie for longer.
func TestMain(m *testing.M) {
	flag.Parse()
	atOnce := flag.Lookup("test.parallel")
	if n := runtime.GOMAXPROCS(0); atOnce.Value.String() == strconv.Itoa(n) {
		_ = atOnce.Value.Set(strconv.Itoa(4 * n))
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(2 << 30) // then it lies no longer
	os.Exit(m.Run())
}
