//paw:base nano
package main

//go:generate go tool pawgen

// Dept is a department of the company.
type Dept string

// The departments. Their comments are part of ClassifyIntent's spec.
const (
	Billing Dept = "billing" // charge, charged, invoice, refund, payment, receipt
	Support Dept = "support" // crash, error, login, password, broken, outage
	Sales   Dept = "sales"   // quote, discount, demo, upgrade, pricing, trial
)

// ClassifyIntent says which department should answer a message.
//
//paw:spec Route a customer message to the department that should answer it.
//paw:accuracy 0.9
//paw:example ClassifyIntent("I need a receipt") == Billing
//paw:example ClassifyIntent("can we get a demo") == Sales
//paw:example ClassifyIntent("there is an error on the screen") == Support
//paw:test ClassifyIntent("I was charged twice for my plan") == Billing
//paw:test ClassifyIntent("please send the invoice again") == Billing
//paw:test ClassifyIntent("where is my refund?") == Billing
//paw:test ClassifyIntent("the app shows an error") == Support
//paw:test ClassifyIntent("I forgot my password") == Support
//paw:test ClassifyIntent("my screen is broken") == Support
//paw:test ClassifyIntent("do you have a discount for schools?") == Sales
//paw:test ClassifyIntent("we want to upgrade to the big plan") == Sales
func ClassifyIntent(msg string) Dept { return pawClassifyIntent(msg) }

// IsUrgent tells whether somebody should look at a message at once.
//
//paw:spec Is the message urgent?
//paw:spec Yes: outage, down, asap, urgent, emergency, immediately.
//paw:spec No: next week, question, thanks, anything else.
//paw:test IsUrgent("our site is down") == true
//paw:test IsUrgent("please call me asap") == true
//paw:test IsUrgent("this is an emergency") == true
//paw:test IsUrgent("can you send me a quote next week") == false
//paw:test IsUrgent("thanks for your help") == false
func IsUrgent(msg string) bool { return pawIsUrgent(msg) }

// OrderNumber finds the order number in a message, such as AB-1234; it is
// "none" if there is none.
//
//paw:spec Find the order number in the text. Answer none if there is none.
//paw:max_tokens 16
//paw:example OrderNumber("where is AB-1234? I need it soon") == "AB-1234"
//paw:test OrderNumber("see KX-2041 for the rest") == "KX-2041"
//paw:test OrderNumber("my order QT-7730 is not on the list") == "QT-7730"
//paw:test OrderNumber("I wrote down BD-518 but nobody answered") == "BD-518"
//paw:test OrderNumber("thanks for your help") == "none"
func OrderNumber(msg string) string { return pawOrderNumber(msg) }
