// Package chromium finds, starts and ends a Chromium without a window and without a network, and drives its tabs: what their pages ask for
// is sent by whoever opens them.
package chromium
