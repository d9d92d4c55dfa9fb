//paw:base nano
package main

//go:generate go tool pawgen -candidates 6

// Tool is something that the agent can do.
type Tool string

// The tools. Their comments are part of choose's spec.
const (
	Refund  Tool = "refund"  // money, return, exchange, broken, wrong
	Track   Tool = "track"   // parcel, delivery, arrive, shipped, waiting
	Alarm   Tool = "alarm"   // remind, minutes, wake, timer, hour
	Nothing Tool = "nothing" // hello, thanks, joke, weather
)

// choose is the router: it says which tool a message asks for.
//
//paw:spec Pick the queue for this request.
//paw:accuracy 0.7
//paw:example choose("I want my money back") == Refund
//paw:example choose("where is my parcel") == Track
//paw:example choose("remind me in 10 minutes") == Alarm
//paw:example choose("thanks a lot") == Nothing
func choose(msg string) (Tool, error) { return pawChoose(msg) }

// Reason is why somebody wants a refund.
type Reason string

// The reasons. Their comments are part of reason's spec.
const (
	Broken Reason = "broken" // cracked, scratched, dead, defective
	Wrong  Reason = "wrong"  // other item, colour, size, mixed up
	Missed Reason = "missed" // late, never arrived, too slow
)

// reason finds an argument of a refund.
//
//paw:spec Tell what the note is about.
//paw:accuracy 0.8
//paw:example reason("the screen is cracked") == Broken
//paw:example reason("I ordered another colour") == Wrong
//paw:example reason("it came too late") == Missed
func reason(msg string) (Reason, error) { return pawReason(msg) }

// minutes finds the number of minutes in a message.
//
//paw:spec How many minutes are there?
//paw:accuracy 0.9
//paw:example minutes("remind me in 10 minutes") == 10
func minutes(msg string) (uint16, error) { return pawMinutes(msg) }
