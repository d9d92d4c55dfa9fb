//paw:base nano
package main

import (
	"regexp"
	"strings"
)

//go:generate go tool pawgen

// alarming decides about the message of a log line, in which N stands for numbers.
//
//paw:spec Should the alarm go off?
//paw:spec Yes: failed, failure, refused, timeout, unreachable, corrupt, lost, exhausted, full, killed, denied, down.
//paw:spec No: started, ready, listening, connected, completed, finished, loaded, saved, cached, accepted, anything else.
//paw:accuracy 0.85
func alarming(message string) (bool, error) { return pawAlarming(message) }

// Alarming says whether somebody should see a log line. What its level says is
// left to the level; only lines that could be anything are read by the model.
func Alarming(line string) (bool, error) {
	level, message := split(line)
	switch level {
	case "FATAL", "PANIC", "CRITICAL":
		return true, nil
	case "DEBUG", "TRACE":
		return false, nil
	}
	return alarming(number.ReplaceAllString(message, "N"))
}

// layout is the beginning of most log lines: a date, a time and a level.
var layout = regexp.MustCompile(`^(?:\d{4}-\d\d-\d\d[T ])?(?:\d\d:\d\d:\d\d\S*\s+)?\[?([A-Z]{4,8})\]?:?\s+`)

// number is a number, an address or a time. They say nothing about what
// happened, and each new one is a new text for the model.
var number = regexp.MustCompile(`\d[\d.:]*`)

// longest is how much of a message the model reads: what happened stands at the beginning.
const longest = 200

// split separates the level of a line, "" if there is none, from its message.
func split(line string) (level, message string) {
	message = line
	if m := layout.FindStringSubmatchIndex(line); m != nil {
		level, message = line[m[2]:m[3]], line[m[1]:]
	}
	if len(message) > longest {
		message = strings.ToValidUTF8(message[:longest], "")
	}
	return level, message
}
