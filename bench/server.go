package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// core is the processor that servers run on; the load comes from another one.
const core = "0"

// process is a server that runs.
type process struct {
	cmd     *exec.Cmd
	address string
	cold    time.Duration // from its start to its first answer
	said    bytes.Buffer
}

// start starts a server on a free port, alone on its core, and waits for its first answer of 200. In its command, PORT stands for the port.
func start(s server) (*process, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	p := &process{address: "127.0.0.1:" + port}
	words := []string{"-c", core}
	for _, word := range s.command {
		words = append(words, strings.ReplaceAll(word, "PORT", port))
	}
	p.cmd = exec.Command("taskset", words...)
	p.cmd.Dir = s.dir
	p.cmd.Env = append(os.Environ(), "PORT="+port)
	p.cmd.Stdout, p.cmd.Stderr = nil, &p.said
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		answer, err := client.Get("http://" + p.address + s.ready)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				p.cold = time.Since(began)
				return p, nil
			}
		}
		if time.Since(began) > 30*time.Second {
			p.stop()
			return nil, fmt.Errorf("%s does not answer: %.500s", s.name, p.said.String())
		}
		time.Sleep(200 * time.Microsecond)
	}
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func (p *process) stop() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
}

// rss is how much of its memory is resident, in bytes.
func (p *process) rss() int {
	for line := range strings.Lines(p.proc("status")) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kB, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kB << 10
		}
	}
	return 0
}

// tick is what /proc counts processor time in.
const tick = time.Second / 100

// cpu is how much processor time it has used.
func (p *process) cpu() time.Duration {
	_, rest, _ := strings.Cut(p.proc("stat"), ") ")
	words := strings.Fields(rest)
	if len(words) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(words[11])
	system, _ := strconv.Atoi(words[12])
	return time.Duration(user+system) * tick
}

// proc reads a file about the process. taskset becomes the server, and so has its number.
func (p *process) proc(name string) string {
	text, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), name))
	return string(text)
}
