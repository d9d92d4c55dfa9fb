package main

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Question is what the agent must ask before it can do anything.
type Question string

func (q Question) Error() string { return string(q) }

// step decides which call a message asks for. The model chooses the tool and
// reads what has no form; what has one, such as an order number, is found by
// code; and nothing that the model says is believed unchecked. The error is a
// [Question] if something is missing, or else one of the model.
func step(msg string, shop *Shop) (Call, error) {
	tool, err := choose(msg)
	if err != nil {
		return nil, err
	}
	switch tool {
	case Refund:
		number, err := findOrder(msg, shop)
		if err != nil {
			return nil, err
		}
		why, err := reason(msg)
		return RefundCall{number, why}, err
	case Track:
		number, err := findOrder(msg, shop)
		return TrackCall{number}, err
	case Alarm:
		after, err := findTime(msg)
		return AlarmCall{after}, err
	}
	return nil, Question("What can I do for you: a refund, a parcel, an alarm?")
}

var orderNumber = regexp.MustCompile(`\b[A-Z]{2}-[0-9]{3,5}\b`)

// findOrder finds the order that a message is about. It is a rule, so it is code.
func findOrder(msg string, shop *Shop) (string, error) {
	number := orderNumber.FindString(msg)
	if number == "" {
		return "", Question("Which order is it?")
	}
	if _, known := shop.Orders[number]; !known {
		return "", Question(fmt.Sprintf("I don't know the order %s. Which one is it?", number))
	}
	return number, nil
}

// findTime reads how long an alarm should wait. A number that the message does
// not hold was invented.
func findTime(msg string) (time.Duration, error) {
	n, err := minutes(msg)
	if err != nil {
		return 0, err
	}
	if said := regexp.MustCompile(`\b` + strconv.Itoa(int(n)) + `\b`).MatchString(msg); !said || n < 1 || n > 24*60 {
		return 0, Question("In how many minutes?")
	}
	return time.Duration(n) * time.Minute, nil
}
