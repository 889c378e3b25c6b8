package load

import (
	"bytes"
	"fmt"
	"net/url"
)

// Same sends the same request again and again.
type Same Request

// Next is that request.
func (s Same) Next() Request { return Request(s) }

// Answered expects nothing of the answer.
func (Same) Answered([]byte) error { return nil }

// Rotating exchanges a refresh token for the next one, which the answer has where the server rotates.
type Rotating struct {
	Path  string
	Form  url.Values // besides grant_type and refresh_token
	Token string

	prefix string
}

// Next exchanges the newest token.
func (r *Rotating) Next() Request {
	if r.prefix == "" {
		r.prefix = r.Form.Encode() + "&grant_type=refresh_token&refresh_token="
	}
	return Request{Path: r.Path, Body: r.prefix + url.QueryEscape(r.Token)}
}

// Answered keeps the refresh token of the answer.
func (r *Rotating) Answered(body []byte) error {
	if token := Member(body, "refresh_token"); token != "" {
		r.Token = token
	}
	if Member(body, "access_token") == "" {
		return fmt.Errorf("no access token: %.100s", body)
	}
	return nil
}

// Member is a text of a flat JSON object: reading all of it would take longer than a quick server takes to answer.
func Member(object []byte, name string) string {
	_, rest, found := bytes.Cut(object, []byte(`"`+name+`":`))
	if !found {
		return ""
	}
	rest = bytes.TrimLeft(rest, " ")
	if len(rest) == 0 || rest[0] != '"' {
		return ""
	}
	text, _, _ := bytes.Cut(rest[1:], []byte(`"`))
	return string(text)
}
