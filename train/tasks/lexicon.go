package tasks

import "strings"

// topic is a subject of everyday business text with the words that give it away.
type topic struct {
	name  string
	words []string
}

// trainTopics supply the words of specs that the pair is trained on.
var trainTopics = parseTopics(`
billing: invoice, charge, refund, payment, receipt, fee, price, credit card, balance, overpaid, tax, bill, debit
shipping: parcel, courier, delivery, tracking, package, shipment, customs, warehouse, depot, carrier, postage, dispatch
support: crash, error, bug, freeze, login, password, outage, timeout, glitch, reboot, broken, install, update
sales: quote, discount, demo, trial, upgrade, pricing, license, order, purchase, offer, buy, reseller
hotel: room, reception, key card, minibar, checkout, lobby, towel, suite, housekeeping, breakfast, pillow
kitchen: oven, fridge, stove, kettle, freezer, blender, toaster, dishwasher, saucepan, knife, spoon
garage: tyre, brake, clutch, engine, gearbox, exhaust, bumper, radiator, battery, windscreen, oil change
school: homework, teacher, lesson, exam, pupil, classroom, grade, textbook, timetable, essay, tutor
bank: loan, mortgage, overdraft, deposit, transfer, savings, interest, cheque, statement, branch, withdrawal
insurance: claim, policy, premium, damage, accident, coverage, liability, broker, theft, flood
travel: flight, luggage, passport, visa, airport, boarding, gate, layover, itinerary, seat, terminal
music: guitar, drum, piano, concert, melody, chorus, singer, album, violin, trumpet, rhythm
sports: goal, referee, match, coach, stadium, penalty, tennis, league, sprint, medal, racket
weather: storm, thunder, drizzle, sunshine, cloudy, frost, hail, breeze, lightning, forecast, humid
pets: puppy, kitten, leash, vaccine, hamster, parrot, kennel, collar, aquarium, groomer
network: router, firewall, packet, latency, bandwidth, gateway, proxy, switch, socket, ethernet, dns
storage: disk, volume, backup, snapshot, quota, inode, partition, archive, mount, replica
database: query, index, schema, deadlock, transaction, migration, cursor, table, trigger, rollback
cloud: cluster, node, container, replica set, autoscale, bucket, region, tenant, deployment, pod
praise: excellent, wonderful, love, superb, delighted, brilliant, fantastic, perfect, amazing, grateful
complaint: terrible, awful, useless, disappointed, rude, horrible, worst, angry, dreadful, annoying
fashion: jacket, sleeve, zipper, trousers, sweater, scarf, boots, fabric, collar pin, button, dress
legal: contract, clause, lawsuit, court, attorney, verdict, notary, trademark, witness, appeal
office: printer, stapler, desk, meeting room, whiteboard, badge, projector, coffee machine, chair
energy: meter, voltage, solar, turbine, boiler, heating, grid, thermostat, gas leak, blackout
telecom: roaming, sim, signal, voicemail, broadband, handset, coverage map, dial tone, minutes
marketing: campaign, banner, newsletter, audience, slogan, brand, influencer, webinar, flyer
recruiting: resume, interview, candidate, vacancy, salary, onboarding, referral, recruiter, hiring
finance: dividend, ledger, audit, budget, forecasting, revenue, expense, payroll, asset, profit
building: plumber, ceiling, roof, carpet, elevator, window, staircase, paint, tile, leak, hallway
bakery: bread, croissant, flour, muffin, bagel, yeast, pastry, cookie, cinnamon, dough
cinema: actor, director, screenplay, trailer, premiere, sequel, comedy, drama, popcorn, subtitle
hospital: nurse, surgery, fever, prescription, clinic, ambulance, x-ray, allergy, ward, stitches
farm: tractor, harvest, barn, cattle, orchard, irrigation, fertiliser, seed, sheep, plough
urgent: asap, emergency, urgent, immediately, critical, deadline, right away, on fire, down, blocked
relaxed: whenever, no rush, someday, thanks, curious, wondering, next month, just asking, idea
`)

// heldOutTopics appear only in evaluation: a spec with their words tests
// whether matching transfers to words the pair has never seen.
var heldOutTopics = parseTopics(`
security: phishing, malware, breach, ransomware, hacker, virus, spyware, leaked, intruder, botnet
space: rocket, orbit, telescope, astronaut, comet, satellite, lunar, asteroid, nebula, launchpad
garden: tulip, lawn, hedge, compost, shovel, orchid, weeds, greenhouse, mulch, sprinkler
returns: exchange, sent back, wrong size, defective, swap, replacement, unopened, money back, label
museum: painting, sculpture, exhibit, curator, gallery, fossil, portrait, antique, mosaic
theatre: rehearsal, stage, curtain, costume, applause, monologue, ballet, spotlight, orchestra
boats: anchor, harbour, sail, rudder, captain, ferry, canoe, dock, lifeboat, keel
coding: compiler, variable, refactor, branch merge, unit test, pointer, syntax, loop, debugger
`)

func parseTopics(s string) []topic {
	var out []topic
	for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
		name, list, _ := strings.Cut(line, ": ")
		out = append(out, topic{name, strings.Split(list, ", ")})
	}
	return out
}

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
`)

// heldOutFrames appear only in evaluation.
var heldOutFrames = lines(`
good morning, we noticed a {} on our side
who is the right person for a {}
I keep getting a {} when I try
yesterday evening the {} was gone
the customer mentions {} in the second line
somehow the {} changed without warning
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
