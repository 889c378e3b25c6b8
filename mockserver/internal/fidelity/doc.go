// Package fidelity holds the mock against Auth0: testdata has what Auth0 answers, request by request, as its documents say and as
// public recordings of it show; the tests ask the mock the same. Nothing there was made of the mock's own answers.
//
// A file is a story of one tenant, that of seed.yaml, told in exchanges:
//
//	source: what says so
//	dialect: rfc                                   # unless it is Auth0's
//	exchanges:
//	- request: POST /api/v2/grants?user_id={user}   # {name} stands for what an exchange before has named
//	  scopes: [read:grants]                         # any of which the reference asks for: it is refused without them
//	  json: {}                                      # the body; or form, or text
//	  status: 200
//	  headers: {Cache-Control: no-store}
//	  body: {id: <string as grant>, scope: []}
//
// A shape has every member that Auth0 answers with and no others. It is written as the value itself, or as <TYPE>, <TYPE or null>,
// <TYPE as NAME>, where the type is string, integer, number, boolean, date, object, list or jwt. A list of one shape is one or more
// such items, a list of several is just these, [] is empty. A member name with ? after it may be absent.
//
//	refusal: {code: inexistent_user, message: The user does not exist.}
//
// is the body of an error of the API that the request is for, about the status. Where the mock differs and should, the exchange says
// so: lacks and adds name members, by their path, with the reason.
package fidelity
