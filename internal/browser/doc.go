// Package browser is a person's browser at a server's pages: by plain HTTP, or a tab of a Chromium. Whatever a page asks for, a session sends,
// so that what the file says of TLS, headers, proxies, limits and trusted origins holds, and pages are part of the record.
package browser
