package suite_test

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
)

// TestMain has more runs go on at once than there are processors, as many wait for most of their time, for a server that never answers, say; and
// lets garbage, of which they make much, lie for longer.
func TestMain(m *testing.M) {
	flag.Parse()
	atOnce := flag.Lookup("test.parallel")
	if n := runtime.GOMAXPROCS(0); atOnce.Value.String() == strconv.Itoa(n) {
		_ = atOnce.Value.Set(strconv.Itoa(4 * n))
	}
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
