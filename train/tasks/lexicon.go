package tasks

import "strings"

// frames are sentences with one slot for a keyword.
var frames = lines(`
{}
about the {}
I have a question about the {}
my {} again
there is something wrong with the {}
can you help me with the {} please
Hello, the {} from last week is still a problem for us
we had a {} yesterday
I was told to write to you because of a {}
the {} does not look right
please check the {} for me
what happened to the {} that I mentioned
nobody answered when I asked about the {}
Hi team, it is about a {}, could somebody look
is there any news on the {}
I think the {} was mine
the {} came up again this morning
we need to talk about the {} before Friday
quick note: {} seen by two people
{} - what should I do now
it started with the {} and now nothing works as it should
she said the {} is fine but I am not sure
I am writing because of the {}
after the {} we could not go on
to whom it may concern: {} in our group
did you see the {} in my last message
they want a new {} for the other place
our manager asks for the {} today
the thing with the {} happened twice this month
{} at the front, please come
regarding {}: any plan
{} happened, see below
not happy about the {} at all
one more {} and I will leave
sorry to bother you, the {} is here
could you explain the {} to my friend
my sister has a {} too
how long does a {} take
no idea why, but {} is what I see
I found a {} in the list
ERROR worker-3: {} after 30 s
warn: {} (retry 2 of 5)
{} detected on host db-2
job 4417 ended: {}
[info] {} for user 88
Re: {}
FYI {}
{}!!!
{} pls
urgent: {}
still no {} since Monday
we are looking for a {}
how do I change my {}
where can I see the {}
show me the {}
I want to know more about {}
tell me how the {} works
is the {} included or not
thanks for the {}, it was great
the {} was a bit of a letdown
can somebody from your team come because of the {}
Dear all, the {} will be discussed on Thursday. Kind regards, Vera
I bought it in May. Now the {} is the only thing left to sort out
two things: first the {}, and then lunch
my neighbour told me about your {}
just wondering about the {}
any idea what a {} costs
{} needed for tomorrow
our {} is missing
they never sent the {}
who takes care of the {} here
could we move the {} to next week
the new {} has arrived
as I said on the phone, it is the {}
I cannot find the {}
ok so the {} again, same as before
the {} on the second floor
without a {} we have to stop
as agreed, the {} goes to the second address
a colleague brought up the {} at lunch
in the end it was only the {}
somebody left a {} on my desk
when will the {} be back
we ran out of {} today
we have had it with the {}
if the {} is too much, tell me
before the holidays I want the {} settled
the old {} was better than this one
would a {} be possible on short notice
they say the {} is free of charge
nobody in the office understands the {}
I read about the {} in your newsletter
the customer on line two asks about a {}
this concerns the {} and nothing else
our intern broke the {}
your colleague promised me a {}
the kids love the {}
in the attachment you find the {}
the {} looks odd to me
do I have to pay for the {}
could be the {}, could be something else
a word about the {}, if I may
three times now: {}
between you and me, the {} is the reason
sign me up for the {}
cancel the {} for me
I saw the {} with my own eyes
let us talk about {} next time
first the {} and now silence
who ordered the {}
add {} to the list
the {} from yesterday, once again
can't open the {}
{} won't go away
{} not found, what next
{} (second try)
subject: {}
question: {}?
status of the {}, please
TODO: {}
[{}] see attachment
user 5521 reports: {}
2024-03-11 08:15 {} noticed
node-7 says {}
>> {} <<
{} / urgent
{} :(
lol, the {} again
ever heard of a {}?
{} it is, then
anything but the {}
the best part was the {}
our last hope is the {}
never seen such a {} before
the rest is fine, only the {} is not
half of us have a {}
as for the {}, I will wait
to be honest the {} surprised me
by the way, {}
my boss wants the {} explained
at the moment a {} is all we need
dear support, my {} stopped
good afternoon, could the {} be sent again
hi, quick one: {}
hey there! the {} is still open on our side
`)

// heldOutFrames appear only in evaluation.
var heldOutFrames = lines(`
good morning, we noticed a {} on our side
who is the right person for a {}
I keep getting a {} when I try
yesterday evening the {} was gone
the customer mentions {} in the second line
somehow the {} changed without warning
Good evening, would you kindly look into the {} at some point
CRITICAL {} - see dashboard
do you people even know what a {} is
nothing but trouble with this {} lately
note to self: {} before leaving
we would love to hear about a {}
in short, {}
{} came back negative, as far as we can tell
for the third time: {}
`)

// plain are sentences that mention no topic.
var plain = lines(`
hello there
what time is it
see you at the corner
the people next door are nice
I will be there at noon
could you call me back
this is a short note
who was that on the phone
let me know what you think
we are three people today
it is on the other side
my name is on the list
that is all for now
have a good day
I am not sure what to say
please read this first
thank you very much
I am back on Monday
sorry for the late answer
as discussed
see below
we are on our way
everything is fine here
no worries
my phone is almost empty
nothing new today
it is quiet this morning
greetings from the coast
I hope you are well
talk to you later
that was fun
the coffee is ready
I will try again later
do not wait for me
he left an hour ago
she is in a meeting
all done
one moment
sent from my phone
best regards
you can ignore this
where were we
happy birthday
two of us will come
what a day
maybe some other time
`)

// fillers are common words that are nobody's keyword; sentences made of them
// keep the pair from learning the frames by heart.
var fillers = strings.Fields(`forgot want need think know see find give tell work call try ask feel become leave put mean keep
 let begin seem show hear play run move live believe bring happen write provide sit stand lose add change lead understand
 watch follow stop speak read allow spend grow open walk win remember consider appear wait serve die send expect build stay
 fall cut reach kill remain time year way day man thing woman life child world school state family student group country
 problem hand part place case week company system program question number night point home water area money story fact
 month lot right study book eye job word business issue side kind head house service friend father power hour game line end
 member law car city community name president team minute idea body information back parent face others level office door
 health person art war history party result morning reason research girl guy moment air teacher force education big plan
 small large next early young important few public bad same able good new first last long great little own other old high
 different nice site screen app page mail phone list shop street market weather customer people everybody somebody nothing
 twice again soon maybe always never often today tomorrow yesterday tonight quickly slowly finally already still probably
 really almost together outside inside between without because while until during before after since whether although
 website button window account user settings file folder photo video message letter key table garden river mountain`)

// smallWords hold sentences together.
var smallWords = strings.Fields(`the a an is it in on at of to for from and or but not with about that this was are we you
 he she they me my our your his her its be been has have had do does did can could will would should what who when where
 which how why there here if as by up so all any some one two now then than too very please hello hi i am us`)

// labelWords are label names that say nothing about a topic.
var labelWords = strings.Fields(`alpha beta gamma delta red blue green amber north south east west
 inbox archive review triage team_a team_b queue_1 queue_2 front back accept reject keep drop
 high low medium normal hot cold first second third left right group_x group_y main side`)

// names of people.
var names = strings.Fields(`Anna Ben Carla David Elena Frank Grace Hugo Iris Jonas Karen Leo Maria Nils Olga Peter
 Quinn Rosa Simon Tara Umar Vera Walter Yusuf Zoe Alice Bruno Clara Dora Emil`)

var months = strings.Fields(`January February March April May June July August September October November December`)

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }
