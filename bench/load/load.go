// Package load is a closed loop of requests: so many connections, each of which sends the next request when the last was answered.
package load

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Request is what one connection sends next.
type Request struct {
	Path string
	Body string // a form
	JSON bool   // ... or a JSON object
}

// Caller is what one connection sends: the next request, and what it learns of its answer.
type Caller interface {
	Next() Request
	Answered(body []byte) error
}

// Result is what came of it.
type Result struct {
	Requests int
	Took     time.Duration
	Slowest  []time.Duration // the latencies, ascending
}

// PerSecond is the throughput.
func (r Result) PerSecond() float64 { return float64(r.Requests) / r.Took.Seconds() }

// Percentile is a latency that so many percent are below.
func (r Result) Percentile(p int) time.Duration {
	if len(r.Slowest) == 0 {
		return 0
	}
	return r.Slowest[min(len(r.Slowest)-1, len(r.Slowest)*p/100)]
}

// Run lets every caller send to the address by a connection of its own, for that long, or until each has sent most; zero: no limit. An answer
// other than 200 is an error.
func Run(address string, callers []Caller, d time.Duration, most int) (Result, error) {
	begin := time.Now()
	results := make([]Result, len(callers))
	errs := make([]error, len(callers))
	var wg sync.WaitGroup
	for i, c := range callers {
		wg.Go(func() { results[i], errs[i] = loop(address, c, begin.Add(d), most) })
	}
	wg.Wait()
	total := Result{Took: time.Since(begin)}
	for i, r := range results {
		if errs[i] != nil {
			return total, errs[i]
		}
		total.Requests += r.Requests
		total.Slowest = append(total.Slowest, r.Slowest...)
	}
	slices.Sort(total.Slowest)
	return total, nil
}

func loop(address string, c Caller, end time.Time, most int) (Result, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return Result{}, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 16<<10)
	var out, body bytes.Buffer
	var r Result
	for sent := time.Now(); (most == 0 && sent.Before(end)) || r.Requests < most; {
		write(&out, address, c.Next())
		if _, err := conn.Write(out.Bytes()); err != nil {
			return r, err
		}
		status, err := read(in, &body)
		if err != nil {
			return r, err
		}
		if status != 200 {
			return r, fmt.Errorf("answered %d: %.200s", status, body.String())
		}
		if err := c.Answered(body.Bytes()); err != nil {
			return r, err
		}
		now := time.Now()
		r.Requests++
		r.Slowest = append(r.Slowest, now.Sub(sent))
		sent = now
	}
	return r, nil
}

func write(out *bytes.Buffer, host string, r Request) {
	out.Reset()
	kind := "application/x-www-form-urlencoded"
	if r.JSON {
		kind = "application/json"
	}
	fmt.Fprintf(out, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", r.Path, host, kind, len(r.Body), r.Body)
}

// read reads an answer, of which it looks at the status, the length and the body alone.
func read(in *bufio.Reader, body *bytes.Buffer) (status int, err error) {
	body.Reset()
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, fmt.Errorf("no status line: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked := 0, false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		name, value, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(":"))
		switch {
		case len(name) == 0 && chunked:
			return status, readChunks(in, body)
		case len(name) == 0:
			_, err = io.CopyN(body, in, int64(length))
			return status, err
		case len(name) == 14 && strings.EqualFold(string(name), "Content-Length"):
			length, err = strconv.Atoi(textproto.TrimString(string(value)))
		case len(name) == 17 && strings.EqualFold(string(name), "Transfer-Encoding"):
			chunked = true
		}
		if err != nil {
			return 0, err
		}
	}
}

func readChunks(in *bufio.Reader, body *bytes.Buffer) error {
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(line), 16, 32)
		if err != nil {
			return err
		}
		if _, err = io.CopyN(body, in, n); err != nil {
			return err
		}
		if _, err = in.ReadSlice('\n'); err != nil || n == 0 {
			return err
		}
	}
}
