package tasks

import (
	"fmt"
	"strings"
)

// thing is something that stands in a text and can be pulled out as it is.
type thing struct {
	names []string // how a spec calls it; the last is kept for evaluation
	// looks groups things that could be taken for each other: no text has two of one group.
	looks string
	wrap  string // how it stands in a text; "" means as it is
	make  func(d *drawer) string
}

// things are what the extract family looks for.
var things = []thing{
	{[]string{"e-mail address", "email", "mail address", "address to write to", "e-mail"}, "mail", "", (*drawer).email},
	{[]string{"order number", "order id", "id of the order", "order code", "reference number"}, "code", "", (*drawer).orderID},
	{[]string{"ticket number", "ticket", "issue number", "number of the issue", "case number"}, "#", "", func(d *drawer) string { return "#" + fmt.Sprint(10+d.IntN(99990)) }},
	{[]string{"date", "full date", "calendar date"}, "date", "", (*drawer).date},
	{[]string{"time", "time of day", "hour", "clock time"}, "time", "", (*drawer).clock},
	{[]string{"amount", "price", "sum of money", "cost", "total"}, "money", "", (*drawer).amount},
	{[]string{"link", "URL", "url", "web link", "web address"}, "link", "", (*drawer).url},
	{[]string{"phone number", "telephone number", "number to call", "phone"}, "phone", "", (*drawer).phone},
	{[]string{"IP address", "ip", "IP", "host address"}, "ip", "", (*drawer).ip},
	{[]string{"version", "version number", "software version", "release"}, "version", "", (*drawer).version},
	{[]string{"error code", "code of the error", "error number", "fault code"}, "code", "", func(d *drawer) string { return fmt.Sprintf("E%d", 100+d.IntN(9900)) }},
	{[]string{"file name", "file", "name of the file", "filename", "path of the file"}, "file", "", (*drawer).file},
	{[]string{"username", "handle", "user handle", "mentioned user", "account name"}, "@", "", func(d *drawer) string { return "@" + d.login() }},
	{[]string{"hashtag", "tag", "hash tag"}, "#", "", func(d *drawer) string { return "#" + d.word() }},
	{[]string{"percentage", "percent value", "rate in percent", "share in percent"}, "%", "", func(d *drawer) string { return fmt.Sprint(1+d.IntN(100)) + "%" }},
	{[]string{"postal code", "postcode", "zip code", "zip"}, "digits", "", func(d *drawer) string { return fmt.Sprint(10000 + d.IntN(89999)) }},
	{[]string{"licence plate", "number plate", "car plate", "plate"}, "code", "", (*drawer).plate},
	{[]string{"colour", "hex colour", "colour code", "hex code of the colour"}, "#", "", func(d *drawer) string { return "#" + d.hex(6) }},
	{[]string{"commit", "commit hash", "git hash", "hash of the commit"}, "hex", "", func(d *drawer) string { return d.hex(7) }},
	{[]string{"temperature", "degrees", "temperature value"}, "temp", "", func(d *drawer) string { return fmt.Sprint(d.IntN(45)) + pick(d.Rand, []string{"°C", "°F"}) }},
	{[]string{"duration", "length of time", "how long it takes"}, "time", "", (*drawer).duration},
	{[]string{"IBAN", "bank account", "account number", "iban number"}, "code", "", func(d *drawer) string { return fmt.Sprintf("%s%02d%08d", d.capitals(2), d.IntN(100), d.IntN(1e8)) }},
	{[]string{"serial number", "serial", "device number", "serial no"}, "code", "", func(d *drawer) string { return fmt.Sprintf("SN-%d-%s", 100+d.IntN(900), d.capitals(2)) }},
	{[]string{"uuid", "session id", "UUID", "request id"}, "hex", "", func(d *drawer) string { return d.hex(8) + "-" + d.hex(4) }},
	{[]string{"MAC address", "mac", "hardware address"}, "mac", "", (*drawer).mac},
	{[]string{"coordinates", "position", "geographic position"}, "coordinates", "", func(d *drawer) string {
		return fmt.Sprintf("%d.%03d,%d.%03d", d.IntN(90), d.IntN(1000), d.IntN(180), d.IntN(1000))
	}},
	{[]string{"text in quotes", "quoted text", "words between the quotes", "part in quotes", "quotation"}, "quotes", `"{}"`, func(d *drawer) string { return strings.Join(d.words(1+d.IntN(3)), " ") }},
	{[]string{"surname after Mr", "name after Mr", "last name of the man called Mr", "name that follows Mr"}, "mr", "Mr {}", (*drawer).surname},
	{[]string{"surname after Ms", "name after Ms", "last name of the woman called Ms", "name that follows Ms"}, "ms", "Ms {}", (*drawer).surname},
	{[]string{"ticket key", "issue key", "Jira key", "key of the ticket"}, "code", "", func(d *drawer) string { return fmt.Sprintf("%s-%d", d.capitals(3), 1+d.IntN(2000)) }},
	{[]string{"room", "room number", "number of the room", "room to go to"}, "room", "room {}", func(d *drawer) string { return fmt.Sprint(1 + d.IntN(500)) }},
}

func (d *drawer) email() string { return d.login() + "@" + d.host() }

// login draws the part of an address before the @.
func (d *drawer) login() string {
	user := strings.ToLower(pick(d.Rand, names))
	if chance(d.Rand, .5) {
		user = invent(d.Rand)
	}
	if chance(d.Rand, .4) {
		user += pick(d.Rand, []string{".", "_"}) + invent(d.Rand)
	}
	return user
}

// host draws a domain name.
func (d *drawer) host() string {
	return d.word() + pick(d.Rand, []string{".com", ".org", ".net", ".io", ".de", ".eu"})
}

func (d *drawer) orderID() string {
	switch d.IntN(3) {
	case 0:
		return fmt.Sprintf("%s-%d", d.capitals(2), 100+d.IntN(99900))
	case 1:
		return fmt.Sprintf("%s-%d", pick(d.Rand, []string{"ORD", "INV", "REF", "PO"}), 1000+d.IntN(99000))
	}
	return fmt.Sprintf("%s%d", d.capitals(1), 1000+d.IntN(99000))
}

func (d *drawer) date() string {
	switch d.IntN(4) {
	case 0:
		return fmt.Sprintf("%d-%02d-%02d", 1990+d.IntN(40), 1+d.IntN(12), 1+d.IntN(28))
	case 1:
		return fmt.Sprintf("%d %s", 1+d.IntN(28), pick(d.Rand, months))
	case 2:
		return fmt.Sprintf("%s %d", pick(d.Rand, months), 1+d.IntN(28))
	}
	return fmt.Sprintf("%02d.%02d.%d", 1+d.IntN(28), 1+d.IntN(12), 1990+d.IntN(40))
}

func (d *drawer) clock() string { return fmt.Sprintf("%d:%02d", d.IntN(24), d.IntN(60)) }

func (d *drawer) amount() string {
	n := fmt.Sprint(1 + d.IntN(2000))
	if chance(d.Rand, .5) {
		n = fmt.Sprintf("%d.%02d", d.IntN(900), d.IntN(100))
	}
	return fill(pick(d.Rand, []string{"${1}", "{1} EUR", "£{1}", "€{1}", "{1} USD", "{1} euros"}), n)
}

func (d *drawer) url() string {
	s := pick(d.Rand, []string{"https://", "http://", "www."}) + d.host()
	if chance(d.Rand, .6) {
		s += "/" + d.word()
	}
	return s
}

func (d *drawer) phone() string {
	switch d.IntN(3) {
	case 0:
		return fmt.Sprintf("+%d %d %d", 1+d.IntN(98), 100+d.IntN(900), 100000+d.IntN(900000))
	case 1:
		return fmt.Sprintf("(%d) %d-%d", 200+d.IntN(700), 200+d.IntN(700), 1000+d.IntN(9000))
	}
	return fmt.Sprintf("%d-%d-%d", 200+d.IntN(700), 200+d.IntN(700), 1000+d.IntN(9000))
}

func (d *drawer) ip() string {
	return fmt.Sprintf("%d.%d.%d.%d", 1+d.IntN(254), d.IntN(256), d.IntN(256), 1+d.IntN(254))
}

func (d *drawer) version() string {
	return fmt.Sprintf("v%d.%d.%d", d.IntN(9), d.IntN(20), d.IntN(30))
}

// fileEndings are what file names end with.
var fileEndings = strings.Fields("txt pdf go log csv json md png jpg zip html xml yaml py sh docx")

func (d *drawer) file() string {
	return d.word() + pick(d.Rand, []string{"", "", "", "_" + invent(d.Rand), "-" + d.number(2)}) + "." + pick(d.Rand, fileEndings)
}

func (d *drawer) plate() string {
	return fmt.Sprintf("%s-%s %d", d.capitals(1+d.IntN(2)), d.capitals(2), 10+d.IntN(990))
}

func (d *drawer) duration() string {
	return fmt.Sprint(2+d.IntN(58)) + " " + pick(d.Rand, []string{"minutes", "hours", "days", "weeks", "seconds", "months"})
}

func (d *drawer) mac() string {
	parts := make([]string, 6)
	for i := range parts {
		parts[i] = d.hex(2)
	}
	return strings.Join(parts, ":")
}

// hex draws n hexadecimal digits, of which one at least is a digit and, from two on, one a letter.
func (d *drawer) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[d.IntN(16)]
	}
	b[0] = "0123456789"[d.IntN(10)]
	if n > 1 {
		b[n-1] = "abcdef"[d.IntN(6)]
	}
	return string(b)
}

// capitals draws n capital letters.
func (d *drawer) capitals(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('A' + d.IntN(26))
	}
	return string(b)
}

// carriers are sentences with a slot for a thing: from chats, letters and logs.
var carriers = lines(`
please send it to {} today
my {} is not on the list
{}
it says {} on the page
we got {} from you last week
I wrote down {} but nobody answered
the note has {} in it
Hello, {} is what I have, can you check
is {} right or not
see {} for the rest
about {}: what now
where is {}? I need it soon
look at {} please
there is {} in the last line and I do not know why
he gave me {} and left
contact {} for help
Hi team, {} is still open
ok so {} it is
got it, {}, thanks
could you look into {} before lunch
I think it was {} but I am not sure
{} please
as I said on the phone: {}
Dear all, we noted {} in the protocol
yes, {} is the one
no, not that, I mean {}
sorry, I meant {}
my colleague told me {}
the form shows {} in the box
just saw {} on the screen
new entry {} added by the team
we agreed on {} in the meeting
please write {} into the form
note to self: {}
the label reads {} at the bottom
why do I see {} in my account
INFO job done with {}
WARN no reply for {} yet
error near {} in the input
worker got {} and stopped
debug: value is {} now
request from {} was refused
retry with {} failed
started with {} as usual
Subject: {} and some questions
Re: {} again
Kind regards from the office, {} is noted
I am writing about {} which we talked about
for your files: {}
as discussed, {} will be fine
they asked for {} twice
{} was in the letter
can somebody confirm {} for me
the guest left {} at the desk
I found {} under the table
if {} is wrong, tell me
remember {} for next week
type {} in the field and press the key
our side has {} and yours does not
it went from bad to worse after {}
found {}, see the second page
last seen: {}
`)

// carry puts a thing into a sentence.
func (d *drawer) carry(v string) string {
	if chance(d.Rand, .4) {
		return d.chatter(v)
	}
	return strings.Replace(pick(d.Rand, carriers), "{}", v, 1)
}

// place puts a thing as it stands in a text into a sentence.
func (t *thing) place(d *drawer, v string) string {
	if t.wrap != "" {
		v = strings.Replace(t.wrap, "{}", v, 1)
	}
	return d.carry(v)
}
