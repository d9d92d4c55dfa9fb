package tasks

import (
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// request is a kind of request with the slots that its sentences fill.
type request struct {
	sentences []string // {1}, {2}, {3} are the slots
	slots     []requestSlot
}

// requestSlot is one piece of a request: how specs ask for it, and its values.
type requestSlot struct {
	specs []string // the last is kept for evaluation
	make  func(d *drawer) string
}

func (d *drawer) place() string     { return d.surname() }
func (d *drawer) firstName() string { return pick(d.Rand, names) }
func (d *drawer) small() string     { return pick(d.Rand, strings.Fields("2 3 4 5 6 7 8 9 10 12")) }
func (d *drawer) weekday() string {
	return pick(d.Rand, strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"))
}

// requests are what an agent is asked to do.
var requests = []request{
	{lines(`
book a table for {1} at {2} on {3}
table for {1} at {2}, {3} please
can you get us a table at {2} for {1} on {3}
on {3} we want to eat at {2}, {1} people
reserve for {1} at {2} {3} evening`), []requestSlot{
		{lines("Number of guests.\nFor how many people is the table?\nHow many seats?\nThe size of the party."), (*drawer).small},
		{lines("Name of the restaurant.\nWhich place is it?\nWhere is the table?\nThe restaurant in the request."), (*drawer).place},
		{lines("The day of the booking.\nOn which day?\nWhich weekday is the table for?\nDay of the visit."), (*drawer).weekday}}},
	{lines(`
train from {1} to {2} on {3}
I need to go from {1} to {2} {3}
a ticket to {2} from {1} for {3} please
leaving {1} on {3}, going to {2}
how do I get from {1} to {2} on {3}`), []requestSlot{
		{lines("Where does the trip start?\nThe place of departure.\nFrom where?\nThe city where the trip begins."), (*drawer).place},
		{lines("The destination.\nWhere does the trip go?\nTo which place?\nThe city they travel to."), (*drawer).place},
		{lines("The day of the trip.\nOn which day?\nDay of travel.\nWhich weekday is it?"), (*drawer).weekday}}},
	{lines(`
remind {1} to call {2} at {3}
at {3} tell {1} to phone {2}
{1} has to call {2} at {3}, set a reminder
please remind {1} about the call with {2}, {3}`), []requestSlot{
		{lines("Who gets the reminder?\nThe person to remind.\nName of the one who must call.\nWhom do we remind?"), (*drawer).firstName},
		{lines("Who is to be called?\nThe person to phone.\nName of the one who gets the call.\nWhom do they call?"), (*drawer).surname},
		{lines("The time of the call.\nAt what time?\nWhen is the reminder?\nClock time of the reminder."), (*drawer).clock}}},
	{lines(`
{3} is assigned to {1}
{1} takes over {3} from {2}
assign {3} to {1}
{2} gave {3} to {1}
move {3} from {2} to {1}`), []requestSlot{
		{lines("Who has the ticket now?\nThe assignee.\nThe new owner.\nWho works on it from now on?"), (*drawer).firstName},
		{nil, (*drawer).firstName},
		{lines("Which ticket is it?\nThe ticket in the message.\nReturn the ticket key.\nThe ticket that changes hands."), func(d *drawer) string { return d.capitals(3) + "-" + d.number(3) }}}},
	{lines(`
play {1} by {2}
put on {1} from {2}
I want to hear {1}, the one by {2}
next song: {1} by {2}`), []requestSlot{
		{lines("Title of the song.\nWhich song?\nWhat should be played?\nName of the track."), func(d *drawer) string { return d.title(2) }},
		{lines("The artist.\nWho sings it?\nWhich band or singer?\nName of the artist."), func(d *drawer) string { return d.surname() }}}},
	{lines(`
order {1} {2} for {3}
{3} wants {1} {2}
please send {1} {2} to {3}
{1} {2} for {3}, thanks
we need {1} {2} at {3}`), []requestSlot{
		{lines("How many are ordered?\nThe quantity.\nNumber of pieces.\nHow many pieces do they want?"), (*drawer).small},
		{lines("What is ordered?\nThe product.\nWhich article?\nName of the thing they want."), (*drawer).word},
		{lines("Who gets the order?\nThe receiver.\nWhere does it go?\nName of the one who receives it."), (*drawer).surname}}},
	{lines(`
translate {1} to {2}
what is {1} in {2}
how do you say {1} in {2}
{1} in {2} please`), []requestSlot{
		{lines("What should be translated?\nThe word to translate.\nThe text for the translator.\nWhich word is it?"), (*drawer).word},
		{lines("Into which language?\nThe target language.\nLanguage of the translation.\nWhich language do they want?"),
			func(d *drawer) string {
				return pick(d.Rand, strings.Fields("German French Spanish Italian Dutch Greek Polish Swedish"))
			}}}},
}

// values draws one different value for each slot.
func (r *request) values(d *drawer) []string {
	var out []string
	for _, s := range r.slots {
		v := s.make(d)
		for strings.Contains(" "+strings.Join(out, " ")+" ", " "+v+" ") {
			v = s.make(d)
		}
		out = append(out, v)
	}
	return out
}

// slot reads one slot of a request.
func slot(d *drawer) (compiler.Spec, func() compiler.Example) {
	r := &requests[d.IntN(len(requests))]
	i := d.IntN(len(r.slots))
	for r.slots[i].specs == nil {
		i = d.IntN(len(r.slots))
	}
	return d.told(d.phrase(r.slots[i].specs...), func() (in, out string) {
		values := r.values(d)
		return fill(d.begin(pick(d.Rand, r.sentences)), values...), values[i]
	})
}

var argumentSpecs = lines(`
The argument of {1}.
What is passed to {1}?
Return the value behind {1} in the command.
Command line: which value has {1}?
Get the {1} option.
Read {1} from the command and give its value.
Only what follows {1}.
Given a shell command, copy the argument of {1}.
`)

// flagArgument reads the argument of a flag of a command.
func flagArgument(d *drawer) (compiler.Spec, func() compiler.Example) {
	flag := "--" + pick(d.Rand, strings.Fields("out name host port user file mode level config input tag format limit branch"))
	if chance(d.Rand, .4) {
		flag = "-" + string(rune('a'+d.IntN(26)))
	}
	return d.told(d.say(argumentSpecs, flag), func() (in, out string) {
		out = pick(d.Rand, []string{d.value(), d.file()})
		return d.flagged(flag, out), out
	})
}

// targets are sentences that ask to do something to a file, in the words of people and of shells.
var targets = lines(`
delete {1}
please delete {1}
can you remove {1} from the folder
rm {1}
open {1} for me
show me what is in {1}
cat {1}
print {1} please
I want to read {1}
make {1} executable
run {1} now
zip {1} and send it
who changed {1}
download {1} again
rename {1}, it has a bad name
please put {1} into the archive
chmod +x {1}
git add {1}
is {1} still there
undo my edits in {1}
`)

var targetSpecs = lines(`
The file in the request.
Which file is meant?
Return the file name.
Name of the file that the user talks about.
What file should the command work on?
Only the file, nothing else.
Get the file name from the request.
The request is about one file: which?
`)

// commandTarget finds the file that a request is about.
func commandTarget(d *drawer) (compiler.Spec, func() compiler.Example) {
	return d.told(d.phrase(targetSpecs...), func() (in, out string) {
		out = d.file()
		return fill(d.begin(pick(d.Rand, targets)), out), out
	})
}

// tool is a tool of an agent with the requests that it serves.
type tool struct {
	name      string
	verb      string // the word that names it in some of the sentences
	argument  string
	sentences []string // {1} is the argument
	make      func(d *drawer) string
}

var tools = []tool{
	{"weather", "weather", "city", lines("weather in {1}\nwhat is the weather like in {1}\nwill it rain in {1} today\nhow warm is it in {1}\nis it cold in {1}"), (*drawer).place},
	{"search", "search", "query", lines("search for {1}\nlook up {1}\nfind me something about {1}\ncan you search {1}\nsearch {1} please"), func(d *drawer) string { return d.keyword() }},
	{"call", "call", "person", lines("call {1}\nphone {1} please\ngive {1} a call\nI need to speak with {1}\nring {1} now"), (*drawer).firstName},
	{"mail", "mail", "address", lines("write to {1}\nsend a mail to {1}\nmail {1} about it\nlet {1} know by mail\nforward this to {1}"), (*drawer).email},
	{"open", "open", "url", lines("open {1}\ngo to {1}\nvisit {1} please\nshow me {1}\nload {1} again"), (*drawer).url},
	{"read_file", "read", "file", lines("read {1}\nshow {1}\nwhat is in {1}\nprint the file {1}\nopen the file {1}"), (*drawer).file},
	{"timer", "timer", "minutes", lines("set a timer for {1} minutes\ntimer {1} minutes\nwake me in {1} minutes\n{1} minutes please, then ring\ncount down {1} minutes"), (*drawer).small},
	{"play", "play", "song", lines("play {1}\nput on {1}\nI want to hear {1}\nstart the song {1}\ncan you play {1}"), func(d *drawer) string { return d.title(2) }},
	{"close_ticket", "close", "ticket", lines("close {1}\nwe are done with {1}\n{1} is fixed, close it\nplease close ticket {1}\nset {1} to done"), (*drawer).orderID},
}

var toolArgumentSpecs = lines(`
The tool {1} takes a {2}. Which {2} does the request give?
Argument of {1}({2}) for this request.
The {2} for the {1} tool.
Fill the {2} of {1} from the user's words.
Return the {2} that the request names, to call {1}.
We call {1} next: give its {2}.
User request in, {2} for {1} out.
What {2} must be passed to {1}?
`)

// toolArgument finds the argument of a tool in a request.
func toolArgument(d *drawer) (compiler.Spec, func() compiler.Example) {
	t := &tools[d.IntN(len(tools))]
	return d.told(d.say(toolArgumentSpecs, t.name, t.argument), func() (in, out string) {
		out = t.make(d)
		return fill(d.begin(pick(d.Rand, t.sentences)), out), out
	})
}
