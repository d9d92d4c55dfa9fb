package main

import (
	"fmt"
	"time"
)

// Call is a tool with its arguments, which are known to be good.
type Call interface {
	// Do makes the call and says what happened.
	Do(shop *Shop) string
}

// RefundCall gives the money for an order back.
type RefundCall struct {
	Order  string // one of the shop's
	Reason Reason
}

// TrackCall says where an order is.
type TrackCall struct {
	Order string // one of the shop's
}

// AlarmCall rings later.
type AlarmCall struct {
	After time.Duration // from a minute to a day
}

// Shop is what the tools work on.
type Shop struct {
	Orders map[string]string // where each order is
	Ring   func(after time.Duration)
}

// Do notes the refund.
func (c RefundCall) Do(shop *Shop) string {
	shop.Orders[c.Order] = "refunded"
	return fmt.Sprintf("refunded %s because it is %s", c.Order, c.Reason)
}

// Do looks the order up.
func (c TrackCall) Do(shop *Shop) string { return c.Order + " is " + shop.Orders[c.Order] }

// Do sets the alarm.
func (c AlarmCall) Do(shop *Shop) string {
	shop.Ring(c.After)
	return fmt.Sprintf("it will ring in %v", c.After)
}
