package tasks

import (
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// command is a shell command with the requests for it; {1} is the argument.
type command struct {
	pattern  string // what all its requests say, "list"
	command  string // "ls {1}"
	requests []string
	make     func(d *drawer) string
}

// commands are what the shell family may list; a spec's sentences end at a dot
// before a space, so no command has one there.
var commands = []command{
	{"list", "ls {1}", lines("list {1}\nlist the files in {1}\nplease list {1}\ncan you list what {1} has"), (*drawer).word},
	{"delete", "rm {1}", lines("delete {1}\nplease delete {1}\ndelete the file {1}\nI want to delete {1}"), (*drawer).file},
	{"show", "cat {1}", lines("show {1}\nshow me {1}\nplease show the file {1}\ncan you show {1}"), (*drawer).file},
	{"create folder", "mkdir {1}", lines("create folder {1}\ncreate a folder {1}\nplease create the folder {1}\ncreate a new folder called {1}"), (*drawer).word},
	{"go to", "cd {1}", lines("go to {1}\nplease go to {1}\ngo to the folder {1}\nI want to go to {1}"), (*drawer).word},
	{"count lines", "wc -l {1}", lines("count lines in {1}\ncount the lines of {1}\nplease count the lines in {1}"), (*drawer).file},
	{"find", "find -name {1}", lines("find {1}\nfind the file {1}\nplease find {1}\ncan you find {1}"), (*drawer).file},
	{"install", "apt install {1}", lines("install {1}\nplease install {1}\ninstall the package {1}\nI need to install {1}"), (*drawer).word},
	{"stop", "systemctl stop {1}", lines("stop {1}\nplease stop {1}\nstop the service {1}\ncan you stop {1} now"), (*drawer).word},
	{"restart", "systemctl restart {1}", lines("restart {1}\nplease restart {1}\nrestart the service {1}\nrestart {1} again"), (*drawer).word},
	{"ping", "ping {1}", lines("ping {1}\nplease ping {1}\nping the host {1}\ncan you ping {1}"), (*drawer).host},
	{"download", "curl -O {1}", lines("download {1}\nplease download {1}\ndownload the page {1}\ncan you download {1}"), (*drawer).url},
	{"unpack", "tar xf {1}", lines("unpack {1}\nplease unpack {1}\nunpack the archive {1}\nunpack {1} here"), func(d *drawer) string { return d.word() + ".tar" }},
	{"checkout", "git checkout {1}", lines("checkout {1}\nplease checkout {1}\ncheckout the branch {1}\ngit: checkout {1}"), (*drawer).word},
	{"stage", "git add {1}", lines("stage {1}\nplease stage {1}\nstage the file {1}\ncan you stage {1}"), (*drawer).file},
}

// ofVerb are requests with an invented verb.
func ofVerb(w string) []string {
	return []string{w + " {1}", "please " + w + " {1}", "can you " + w + " {1}", w + " {1} again", "I want to " + w + " {1}"}
}

var shellSpecs = lines(`
Write the shell command. {1}.
Turn the request into a command: {1}.
Request to command: {1}.
Commands are {1}. Answer with the command for the request.
Which command does it? {1}.
Shell helper. {1}.
Use these commands: {1}.
User says what to do, answer with the command line ({1}).
`)

// shellCommand writes the command for a request, by the spec's table.
func shellCommand(d *drawer) (compiler.Spec, func() compiler.Example) {
	list := sample(d.Rand, commands, 2+d.IntN(4))
	for i, w := range distinct(2, func() string { return invent(d.Rand) }) {
		if chance(d.Rand, .4) { // a command that nobody knows
			list[i] = command{w, d.word() + " {1}", ofVerb(w), (*drawer).word}
		}
	}
	var pairs [][2]string
	for _, c := range list {
		pairs = append(pairs, [2]string{c.pattern + " X", fill(c.command, "X")})
	}
	text := d.say(shellSpecs, table(pairs, pick(d.Rand, []string{" = ", ": ", " -> "})))
	return d.told(text, func() (in, out string) {
		c := pick(d.Rand, list)
		v := c.make(d)
		return fill(d.begin(pick(d.Rand, c.requests)), v), fill(c.command, v)
	})
}

var toolSpecs = lines(`
Write the tool call. Tools: {1}.
Tools: {1}. Answer with the call for the request.
Turn the request into a call of {1}.
Available are {1}. Call the right one.
The agent has {1}. Which call serves the request?
Choose from {1} and fill in the argument.
Request in, call out. {1}.
Functions: {1}. Output one call.
`)

// toolCall writes the call of the tool that a request names by its verb.
func toolCall(d *drawer) (compiler.Spec, func() compiler.Example) {
	list := sample(d.Rand, tools, 2+d.IntN(3))
	for i, w := range distinct(2, func() string { return invent(d.Rand) }) {
		if chance(d.Rand, .4) { // a tool that nobody knows
			list[i] = tool{w, w, d.word(), ofVerb(w), (*drawer).word}
		}
	}
	var signatures []string
	for _, t := range list {
		signatures = append(signatures, t.name+"("+t.argument+")")
	}
	return d.shown(d.say(toolSpecs, strings.Join(signatures, ", ")), func() (in, out string) {
		t := pick(d.Rand, list)
		v := t.make(d)
		naming := slices.DeleteFunc(slices.Clone(t.sentences), func(s string) bool { return !strings.Contains(s, t.verb) })
		return fill(d.begin(pick(d.Rand, naming)), v), t.name + "(" + v + ")"
	})
}
