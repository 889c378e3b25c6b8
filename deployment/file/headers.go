package file

import (
	"net/http"
	"slices"

	"golang.org/x/net/http/httpguts"
)

// headersOfItsOwn are headers that requests have, or must not have, by themselves: the rules tell requests apart by some of them, and
// the rest is the connection's.
var headersOfItsOwn = []string{
	"Authorization", "Content-Type", "Content-Length", "Content-Encoding", "Accept-Encoding", "Origin", "Connection", "Keep-Alive",
	"Transfer-Encoding", "Te", "Trailer", "Upgrade", "Expect", "Proxy-Authorization", "Proxy-Connection",
}

func (c checker) headers() {
	for name, value := range c.Headers {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			c.say("headers."+name, "not a valid HTTP header; correct its name or value")
		} else if why := refusalOfHeader(name); why != "" {
			c.say("headers."+name, "headers.%s %s", http.CanonicalHeaderKey(name), why)
		}
	}
}

// refusalOfHeader says why a header of the file cannot be sent with every request; "" when it can.
func refusalOfHeader(name string) string {
	switch name = http.CanonicalHeaderKey(name); {
	case name == "Authorization":
		return "would give every request credentials, also those that are to be refused for having none; have the gateway take another header"
	case name == "Proxy-Authorization":
		return "is the proxy's; write the credentials into the URL in HTTPS_PROXY"
	case slices.Contains(headersOfItsOwn, name):
		return "is set by revokespec itself; remove it"
	}
	return ""
}
