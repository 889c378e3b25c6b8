// Package chromium finds, starts and ends a Chromium without a window, for the Dashboard and for sign-in pages.
package chromium
