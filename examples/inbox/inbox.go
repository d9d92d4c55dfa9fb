package main

//go:generate go tool pawgen

// Wish is what the writer of a message wants.
type Wish string

// The wishes. Their comments are part of What's spec.
const (
	Question  Wish = "question"  // wants to know something
	Complaint Wish = "complaint" // says that something is wrong or late
	Booking   Wish = "booking"   // wants a bike to be repaired or an appointment
	Cancel    Wish = "cancel"    // wants to call something off or give it back
	Thanks    Wish = "thanks"    // only says thank you
)

// What says what the writer of a message wants.
//
//paw:spec Sort a message to a bicycle workshop by what the writer wants.
//paw:example What("Do you also sell child seats?") == Question
//paw:example What("how long does a repair take in summer") == Question
//paw:example What("The brakes you fitted last week squeal again.") == Complaint
//paw:example What("My chain slips, could I drop the bike off on Tuesday?") == Booking
//paw:example What("I won't make it tomorrow, please take my name off the list.") == Cancel
//paw:example What("Wheels run like new, you are the best!") == Thanks
//paw:example What("the lamp you sold me does not work") == Complaint
//paw:example What("Please fix my front brake, I can come any day.") == Booking
//paw:example What("I want to send the bag back, wrong colour") == Cancel
func What(message string) Wish { return pawWhat(message) }

// Annoyed tells whether the writer of a message is annoyed.
//
//paw:spec Is the writer of this message annoyed with the workshop?
//paw:example Annoyed("Third time I bring it in and it still rattles. Is anybody listening?") == true
//paw:example Annoyed("The bell came off, could you have a look when I pass by?") == false
//paw:example Annoyed("Two months for a tyre? You must be joking.") == true
//paw:example Annoyed("Is my bike ready yet? Thanks!") == false
//paw:example Annoyed("You told me nine and there was nobody.") == true
//paw:example Annoyed("It creaks a bit when I brake hard.") == false
//paw:example Annoyed("I will never come to you again") == true
//paw:example Annoyed("Do you have lights for children?") == false
func Annoyed(message string) bool { return pawAnnoyed(message) }

// Day finds the day on which somebody wants to come; it is "-" if the message
// names none.
//
//paw:spec Give the weekday on which the writer wants to come, in three letters: Mon, Tue, Wed, Thu, Fri, Sat or Sun. If no weekday is named, give -.
//paw:example Day("would wednesday morning be ok for a flat tyre?") == "Wed"
//paw:example Day("Not Monday please, Friday is better.") == "Fri"
//paw:example Day("How much is a new saddle?") == "-"
//paw:example Day("I can be there on Saturday at noon") == "Sat"
//paw:example Day("mon is fine") == "Mon"
//paw:example Day("Thursday I'm away, so I'd come on Tuesday.") == "Tue"
//paw:example Day("See you on Thursday!") == "Thu"
//paw:example Day("are you open on sundays? then I come on sunday") == "Sun"
//paw:example Day("My brake squeals.") == "-"
func Day(message string) string { return pawDay(message) }
