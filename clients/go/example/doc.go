// Package example has the tests that README.md shows.
package example
