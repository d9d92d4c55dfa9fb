package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// childMark is the first argument of a process that this command starts.
const childMark = "as-child"

// process is a child that does one job for each line that it is given.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// startChild starts this command again.
func startChild(args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(self, append([]string{childMark}, args...)...)}
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.cmd.Start()
}

// startEngine starts a child that has loaded the model.
func (o options) startEngine(engine string, f files) (*process, error) {
	args := []string{engine, strconv.Itoa(o.threads), strconv.FormatBool(o.avx2), strconv.FormatBool(o.cpu), f.model}
	return startChild(append(args, f.adapters[:]...)...)
}

// startNeighbour starts a child that uses a core.
func startNeighbour() (*process, error) { return startChild("neighbour") }

// do lets the child do a job and returns the number that it answers with.
func (p *process) do(job string) (float64, error) {
	if _, err := fmt.Fprintln(p.in, job); err != nil {
		return 0, err
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("no answer: %w", err)
	}
	return strconv.ParseFloat(strings.TrimSpace(line), 64)
}

// stop ends the child.
func (p *process) stop() {
	p.in.Close()
	p.cmd.Wait()
}

// fresh does a job in a child of its own. For jobStart it returns the time
// from before the child began, unless processor time is asked for.
func (o options) fresh(job, engine string, f files) (float64, error) {
	began := time.Now()
	p, err := o.startEngine(engine, f)
	if err != nil {
		return 0, err
	}
	defer p.stop()
	t, err := p.do(job)
	if job == jobStart && !o.cpu {
		t = time.Since(began).Seconds()
	}
	return t, err
}
