package wire

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// suffer answers a request that meets a fault.
func (c *Call) suffer(wrong fault.Fault, serve func(*Call) tenant.Answer) {
	c.pause(wrong.Delay)
	unanswered := wrong.Cut == fault.CutClose || wrong.Cut == fault.CutReset
	var a tenant.Answer
	if wrong.Served || wrong.Status == 0 && !unanswered {
		a = serve(c)
	}
	if wrong.Status != 0 {
		a = answerOf(wrong)
	}
	switch {
	case unanswered:
		if c.Env.Observe != nil {
			c.Env.Observe(c, tenant.Answer{})
		}
		c.hangUp(wrong.Cut)
	case wrong.Slow > 0 || wrong.Cut == fault.CutBody:
		c.trickle(c.render(a), wrong)
	default:
		c.write(a)
	}
}

// answerOf is the answer that a fault has instead of the server's.
func answerOf(wrong fault.Fault) tenant.Answer {
	a := tenant.Answer{Status: wrong.Status, Header: map[string]string{}, Text: wrong.Body}
	if wrong.Body != "" {
		a.Type = "application/json"
	}
	for name, value := range wrong.Header {
		if name = http.CanonicalHeaderKey(name); name == "Content-Type" {
			a.Type = value
		}
		a.Header[name] = value
	}
	return a
}

// pause waits in real time; it ends the request where its sender has gone by then.
func (c *Call) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-c.Ctx.Done():
		c.hangUp(fault.CutClose)
	}
}

// hangUp ends the connection, and the handler: nothing that comes after it is done. Over HTTP/2 it is the stream that is reset.
func (c *Call) hangUp(how fault.Cut) {
	if how == fault.CutReset && c.Context.Request.ProtoMajor == 1 { // gin hijacks nothing else, and panics
		if connection, _, err := http.NewResponseController(c.Writer).Hijack(); err == nil {
			reset(connection)
		}
	}
	panic(http.ErrAbortHandler) //nolint:forbidigo // is how net/http has a handler end the connection
}

// reset closes a connection so that its other end is told of a reset (RST), not of an end (FIN), beneath TLS as well.
func reset(connection net.Conn) {
	beneath := connection
	if encrypted, is := connection.(interface{ NetConn() net.Conn }); is {
		beneath = encrypted.NetConn()
	}
	if tcp, is := beneath.(*net.TCPConn); is {
		_ = tcp.SetLinger(0) // it is closed one way or the other
	}
	_ = beneath.Close()
}

// pieces are how many parts a slow body comes in.
const pieces = 10

// trickle sends a body bit by bit, and ends the connection in the middle of it where the fault says so.
func (c *Call) trickle(body []byte, wrong fault.Fault) {
	c.Writer.Header().Set("Content-Length", strconv.Itoa(len(body)))
	most := len(body)
	if wrong.Cut == fault.CutBody {
		most /= 2
	}
	c.Writer.WriteHeaderNow()
	c.Writer.Flush()
	for i := range pieces {
		c.send(body[min(most, i*len(body)/pieces):min(most, (i+1)*len(body)/pieces)])
		c.Writer.Flush()
		if i < pieces-1 {
			c.pause(wrong.Slow / (pieces - 1))
		}
	}
	if wrong.Cut == fault.CutBody {
		c.hangUp(fault.CutClose)
	}
}
