package httpx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// ErrProxy says that a proxy gave the answer, or none: nothing follows from it about the server behind.
var ErrProxy = errors.New("the proxy failed")

// ProxyFor is the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY have for requests to a URL; nil for none. Loopback has none.
func ProxyFor(target *url.URL) (*url.URL, error) {
	return httpproxy.FromEnvironment().ProxyFunc()(target)
}

// Proxies are those that the environment names: as a URL, or without the scheme.
func Proxies() (named []*url.URL) {
	config := httpproxy.FromEnvironment()
	for _, proxy := range []string{config.HTTPProxy, config.HTTPSProxy} {
		u, err := url.Parse(proxy)
		if err != nil || u.Host == "" {
			u, err = url.Parse("http://" + proxy)
		}
		if err == nil && proxy != "" {
			named = append(named, u)
		}
	}
	return named
}

// proxyFunc reads the environment once, when a deployment is opened.
func proxyFunc() func(*http.Request) (*url.URL, error) {
	choose := httpproxy.FromEnvironment().ProxyFunc()
	return func(r *http.Request) (*url.URL, error) {
		proxy, err := choose(r.URL)
		if err != nil { // which would quote the variable, credentials and all
			return nil, &proxyFailure{"HTTP_PROXY or HTTPS_PROXY is no URL; correct it"}
		}
		return proxy, nil
	}
}

// proxyFailure says what a proxy did instead of carrying a request.
type proxyFailure struct{ what string }

func (e *proxyFailure) Error() string { return e.what }

// refusedTunnel is asked about the answer to each CONNECT (RFC 9110 section 9.3.6).
func refusedTunnel(_ context.Context, proxy *url.URL, _ *http.Request, r *http.Response) error {
	if r.StatusCode/100 == 2 {
		return nil
	}
	return refusedBy(proxy, r.StatusCode)
}

func refusedBy(proxy *url.URL, status int) error {
	if status == http.StatusProxyAuthRequired {
		return &proxyFailure{fmt.Sprintf("%s asks for credentials (407); write them into the proxy's URL in the environment", proxy.Host)}
	}
	return &proxyFailure{fmt.Sprintf("%s answered %d itself; look at the proxy, or name the host in NO_PROXY", proxy.Host, status)}
}

// answeredByProxy says whether the answer to a request that is not encrypted comes from the proxy and not from the server
// behind it. A 407 always does (RFC 9110 section 15.5.8). Who gave a 502 or 504 nobody can tell, so it is nobody's verdict.
func answeredByProxy(choose func(*http.Request) (*url.URL, error), sent *http.Request, r *http.Response) error {
	if sent.URL.Scheme != "http" || choose == nil {
		return nil
	}
	proxy, err := choose(sent)
	if err != nil || proxy == nil {
		return nil
	}
	signed := r.Header.Get("X-Squid-Error") != "" || strings.Contains(r.Header.Get("Proxy-Status"), "error=") // RFC 9209 section 2.1.1
	switch r.StatusCode {
	case http.StatusProxyAuthRequired, http.StatusBadGateway, http.StatusGatewayTimeout:
		return refusedBy(proxy, r.StatusCode)
	case http.StatusForbidden, http.StatusInternalServerError, http.StatusServiceUnavailable:
		if signed {
			return refusedBy(proxy, r.StatusCode)
		}
	}
	return nil
}

// proxyTrouble says what is wrong with the proxy itself; "" for any other error.
func proxyTrouble(err error) string {
	var refused *proxyFailure
	var way *net.OpError
	switch {
	case errors.As(err, &refused):
		return refused.what
	case errors.As(err, &way) && (way.Op == "proxyconnect" || way.Op == "socks connect"):
		return "it cannot be reached; correct HTTP_PROXY or HTTPS_PROXY, or name the host in NO_PROXY"
	}
	return ""
}

// connectTrouble explains an error from before there was a connection to the server. Where a proxy makes the connection by
// CONNECT, an answer that cannot be read is the proxy's.
func connectTrouble(choose func(*http.Request) (*url.URL, error), sent *http.Request, err error) error {
	if sent.URL.Scheme != "https" || choose == nil || connectionEnded(err) || isTimeout(err) || errors.Is(err, context.Canceled) {
		return err
	}
	var way *net.OpError
	if proxy, _ := choose(sent); proxy == nil || proxy.Scheme == "socks5" || proxyTrouble(err) != "" {
		return err
	}
	if whyUnreadable(err) == nil && (TLSTrouble(err) != "" || errors.As(err, &way)) { // unreadable first: net/http quotes what the proxy said
		return err
	}
	return &proxyFailure{"its answer to CONNECT is not valid HTTP; correct HTTPS_PROXY, or name the host in NO_PROXY"}
}
