// Package webui does at an Auth0-style Dashboard what its documentation tells a person to do. It finds everything by what a
// person reads: links, buttons and table rows by their text, fields by their labels. It does so in a Chromium where there
// is one, else by plain HTTP: the pages of revokespec's own mock need no JavaScript.
package webui
