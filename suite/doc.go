// Package suite is a run: it selects the rules, drives godog over their scenarios, lends each scenario what it needs, and
// collects the run record.
//
// `revokespec run` calls Run; godog's own command line comes in through package door, which uses Drive. Both use the same hooks. What is judged is a Target: a deployment of the user's, or revokespec's own mock.
package suite
