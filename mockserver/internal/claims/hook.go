package claims

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	hookTimeout = 5 * time.Second
	mostAnswer  = 2*Most + 1024 // bytes: of two tokens, and what is around
)

// Hook asks a URL: it posts the Request as JSON, and reads an Answer; 204 is an empty one. Everything else is an error: another status, a
// redirect, a member that there is not, no answer within five seconds.
func Hook(address string) (Source, error) {
	place, err := url.Parse(address)
	if err != nil || place.Scheme != "http" && place.Scheme != "https" || place.Host == "" || place.User != nil || place.Fragment != "" {
		return nil, errors.New("the claims hook is no URL; write it as http://127.0.0.1:3000/claims, without a user name") // it may hold a password
	}
	client := &http.Client{Timeout: hookTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(ctx context.Context, in Request) (Answer, error) {
		out, err := ask(ctx, client, place.String(), in)
		if err != nil {
			return Answer{}, fmt.Errorf("the claims hook: %w", err)
		}
		return out, nil
	}, nil
}

func ask(ctx context.Context, client *http.Client, address string, in Request) (out Answer, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return out, errors.New("it does not answer") // the error has the URL in it, whose query may be a secret
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusNoContent:
		return out, nil
	case http.StatusOK:
	default:
		return out, fmt.Errorf("it answered %d; answer 200 with JSON, or 204", answer.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	if err != nil {
		return out, errors.New("its answer ended early")
	}
	if len(text) > mostAnswer {
		return out, fmt.Errorf("its answer is longer than %d bytes", mostAnswer)
	}
	return parse(text)
}

func parse(text []byte) (out Answer, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil || decoder.More() {
		return Answer{}, errors.New("its answer is no JSON object with members among claims, id_token, access_token (objects) and deny (a text)")
	}
	return out, nil
}
