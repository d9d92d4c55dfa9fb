package tasks

import "strings"

// topic is a subject of everyday text with the words that give it away.
type topic struct {
	name  string
	words []string
}

func parseTopics(s string) []topic {
	var out []topic
	for _, line := range lines(s) {
		name, list, _ := strings.Cut(line, ": ")
		out = append(out, topic{name, strings.Split(list, ", ")})
	}
	return out
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
network: router, firewall, packet, latency, bandwidth, gateway, proxy, switch, socket, ethernet, unreachable
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
finance: dividend, ledger, audit, budget, forecasting, revenue, expense, asset, profit, fiscal year
building: plumber, ceiling, roof, carpet, elevator, window, staircase, paint, tile, leak, hallway
bakery: bread, croissant, flour, muffin, bagel, yeast, pastry, cookie, cinnamon, dough
cinema: actor, director, screenplay, trailer, premiere, sequel, comedy, drama, popcorn, subtitle
hospital: nurse, surgery, fever, prescription, clinic, ambulance, x-ray, allergy, ward, stitches
farm: tractor, harvest, barn, cattle, orchard, irrigation, fertiliser, seed, sheep, plough
urgent: asap, emergency, urgent, immediately, critical, deadline, right away, on fire, down, blocked
relaxed: whenever, no rush, someday, thanks, curious, wondering, next month, just asking, idea
payroll: payslip, wages, overtime, bonus, bank details, pay date, deduction, allowance, net pay, timesheet
hr: holiday, sick leave, maternity, appraisal, resignation, probation, grievance, headcount, pension, benefits
procurement: supplier, tender, purchase order, vendor, bid, framework, sourcing, catalogue, approval, lead time
facilities: cleaning, parking, light bulb, air conditioning, toilet, bin, lift, fire door, reception desk, keys
it desk: laptop, monitor, keyboard, mouse, docking station, headset, wifi, vpn, webcam, charger, admin rights
access: permission, locked out, new account, two-factor, reset link, role, sign in, token, single sign-on, guest
accounts: credit note, reminder, overdue, reconcile, dunning, write off, cost centre, bookkeeping, vat
contracts: renewal, notice period, amendment, signature, termination, counterparty, addendum, annex
training: course, certificate, workshop, e-learning, trainer, module, curriculum, refresher, attendance
events: venue, catering, keynote, speaker, registration, booth, agenda, sponsor, ticket, conference
press: journalist, press release, embargo, editor, headline, interview request, statement draft, media kit
privacy: consent, cookie banner, personal data, opt out, erase, anonymous, data subject, tracking pixel
quality: inspection, scratch, tolerance, sample, rework, batch, reject rate, calibration, gauge, dent
safety: helmet, hazard, injury, evacuation, first aid, extinguisher, near miss, spill, gloves, ear plugs
warehouse work: forklift, pallet, picking, shelf, barcode, stocktake, loading bay, shrink wrap, crate
fleet: van, mileage, driver, fuel card, lease, service interval, dashcam, speeding, number plate
reception: visitor, switchboard, courier pickup, mailroom, front desk, greeting, lost property
memory: heap, oom, swap space, leak report, garbage collector, allocation, page fault, resident set, stack
cpu: load average, throttling, core, scheduler, overheating, fan, idle, spike, context switch
disk: no space left, bad sector, raid, smart failure, read only, fsync, iops, spindle
dns: resolver, nameserver, nxdomain, zone file, lookup failed, hostname, record, propagation
tls: certificate expired, handshake, cipher, self-signed, chain, private key, revoked, sni
cache: miss, eviction, stale, warm up, ttl, invalidated, hit rate, memcached, prefetch
queue: backlog, consumer, producer, dead letter, message broker, offset, partition lag, redelivery, topic
auth: unauthorized, forbidden, session expired, invalid credentials, oauth, captcha, csrf, bad password, lockout
deploy: release, rollout, canary, blue green, hotfix, artifact, pipeline, staging, promote, freeze window
build: compile, linker, dependency, flaky test, lint, checksum, cache key, toolchain, vendoring
web server: redirect, bad gateway, not found, slow request, keepalive, upstream, vhost, gzip, rate limit
api: endpoint, payload, json, webhook, pagination, header, deprecated, idempotent, throttle, swagger
monitoring: dashboard, metric, alert rule, probe, heartbeat, scrape, pager, trace, uptime, silence
logging: log rotation, verbose, stack trace, stderr, log level, journal, syslog, audit trail
mail server: bounce, spam, mailbox full, smtp, relay, dkim, greylisting, attachment, imap, forwarding
printing: toner, paper jam, ink, duplex, scanner, print queue, cartridge, tray, driver missing
mobile app: push notification, app store, swipe, crash report, dark mode, permission prompt, offline mode, widget
frontend: layout, button colour, modal, scroll, stylesheet, responsive, font, dropdown, hover, checkbox
search engine: ranking, synonym, autocomplete, facet, reindex, relevance, stop word, no results
machine learning: dataset, model, epoch, overfitting, inference, labelling, embedding, gradient, benchmark
version control: commit, pull request, merge conflict, rebase, tag, fork, blame, cherry-pick, stash
project: milestone, sprint plan, roadmap, scope, estimate, retrospective, stakeholder, backlog item, gantt
containers: image, registry, volume mount, entrypoint, restart loop, sidecar, namespace, compose file
scheduling: cron, job, retry, missed run, batch window, worker, daemon, timer, lock file
payments: chargeback, card declined, direct debit, wire, instalment, currency, terminal slip, refund pending, wallet
fraud: stolen card, fake order, scam, impersonation, suspicious, identity theft, blacklist, counterfeit
subscription: renew, cancel, pause plan, free month, family plan, auto-renewal, plan change, membership, churn
loyalty: points, voucher, coupon, gift card, rewards, tier, stamp card, cashback
online shop: basket, wishlist, out of stock, product page, size chart, colour choice, pre-order, review
furniture: sofa, mattress, wardrobe, bookshelf, drawer, armchair, bed frame, cushion, coffee table, hinge
electronics: television, speaker, headphones, remote control, camera, tablet, console, hdmi, drone
toys: doll, building blocks, teddy bear, board game, kite, train set, marbles, scooter
books: novel, paperback, author, chapter, library, bookmark, publisher, hardcover, biography
stationery: notebook, envelope, pencil, eraser, folder, highlighter, paper clip, ruler, sticky note
cosmetics: lipstick, shampoo, perfume, mascara, lotion, nail polish, moisturiser, sunscreen, soap
shoes: sneaker, heel, lace, sandal, insole, slipper, leather sole, shoe size
groceries: milk, eggs, cereal, rice, pasta, tomato, butter, sugar, lettuce, onion, potato
fruit: banana, apple, cherry, mango, lemon, peach, melon, strawberry, pineapple, plum
drinks: tea, espresso, lemonade, juice, soda, beer, smoothie, cocoa, sparkling water
restaurant: waiter, menu, reservation, starter, dessert, tip, chef, allergens, table for two, takeaway
pizza: crust, pepperoni, mushroom, slice, topping, olive, stuffed, wood oven
cooking: recipe, simmer, whisk, marinade, garlic, roast, grill, seasoning, fry, boil
diet: vegan, calories, protein, gluten free, vegetarian, portion, fasting, low fat, vitamin
fitness: treadmill, dumbbell, yoga, push-up, stretching, personal trainer, squat, cardio, gym
running: marathon, pace, blister, finish line, jogging, stopwatch, hill repeat, race number
cycling: bicycle, pedal, saddle bag, chain ring, flat tyre, helmet strap, spoke, handlebar, bike lane
swimming: pool, lifeguard, lap, diving, freestyle, swimsuit, goggle strap, chlorine
football: striker, goalkeeper, corner kick, offside, free kick, midfielder, own goal, shin pad
doctor: appointment, blood test, diagnosis, headache, cough, specialist, sore throat, dizzy, checkup
pharmacy: tablet dose, painkiller, antibiotic, ointment, refill, side effect, inhaler, syrup, bandage
mental health: anxiety, therapy, burnout, insomnia, stress, counsellor, panic, mindfulness
baby: nappy, stroller, bottle feed, crib, dummy, teething, babysitter, lullaby, high chair
elderly care: walker, hearing aid, care home, wheelchair, home visit, memory loss, stair lift
plumbing: tap, drain, pipe, blocked sink, shower head, water pressure, valve, cistern, gasket
electrician: fuse, wiring, plug, circuit breaker, lamp, extension cord, short circuit, dimmer
carpentry: plank, hammer, nail, sawdust, chisel, plywood, varnish, drill, screwdriver
painting work: brush, primer, roller, emulsion, masking tape, wallpaper, undercoat, stencil
roofing: gutter, shingle, chimney, slate, skylight, flashing tape, attic, downpipe
cleaning: vacuum, mop, detergent, bleach, stain, dust, sponge, window cleaner, ironing
laundry: washing machine, dryer, spin cycle, softener, crease, clothes line, dry cleaning
housing: rent, landlord, tenancy, flatmate, eviction, viewing, key deposit, utilities, furnished
real estate: estate agent, square metres, asking price, open house, plot, brochure, closing date, valuation
moving: removal van, boxes, packing tape, new address, storage unit, bubble wrap, fragile
neighbours: noise, barking, fence, loud music, party wall, rubbish, shared yard, quarrel
train: platform, conductor, carriage, rail pass, delay, locomotive, timetable change, sleeper, connection
bus: bus stop, line number, double decker, season ticket, bus driver, route map, coach trip
taxi: cab, pickup point, ride, fare, airport run, child seat, meter running, chauffeur
flights: boarding pass, cabin crew, turbulence, hand baggage, runway, delayed departure, window seat, jet lag
car hire: rental car, fuel policy, excess, collision waiver, drop off, second driver, convertible
roads: pothole, traffic jam, roundabout, roadworks, detour, speed limit, crossing, lane, kerb
beach: sand, towel hire, sunbed, parasol, tide, surfboard, seashell, promenade, ice cream
city hall: permit, birth certificate, council, residence, marriage licence, civil servant, town clerk, petition
police: burglary, stolen bike, patrol, fingerprint, witness report, handcuffs, detective, break-in
fire service: smoke, flames, siren, hose, sprinkler test, gas smell, rescue, fire engine
post office: stamp, registered letter, postcode, mailbox, redirect mail, parcel slip, postcard
taxes: tax return, deductible, tax office, withholding, rebate, tax year, exemption, self-employed
charity: donation, volunteer, fundraiser, food bank, sponsor run, charity shop, collection box
church: choir, sermon, chapel, baptism, candle, hymn, parish, pew
university: lecture, professor, semester, thesis, campus, scholarship, enrolment, seminar, dormitory
language class: grammar, vocabulary, pronunciation, translation, dictionary, fluent, accent, verb
mathematics: fraction, equation, triangle, algebra, geometry, square root, percentage, graph
physics: gravity, magnet, friction, velocity, electron, pendulum, thermometer, vacuum pump
biology: cell, bacteria, photosynthesis, species, skeleton, protein chain, enzyme, habitat
history: empire, treaty, revolution, medieval, emperor, battlefield, archaeology, dynasty
geography: continent, river delta, peninsula, latitude, border, glacier, desert, plateau
animals: elephant, tiger, giraffe, penguin, wolf, dolphin, monkey, rabbit, owl, fox
birds: sparrow, nest, feather, eagle, pigeon, beak, migration route, swan
trees: oak, pine, maple, bark, root, birch, acorn, forest, sapling
photography: shutter, tripod, exposure, flash, aperture, zoom, darkroom, selfie
video games: level up, controller, multiplayer, save game, boss fight, joypad, high score, respawn
streaming: buffering, playlist, episode, subtitles off, parental control, resolution, watch list, live stream
social media: follower, hashtag, profile picture, friend request, comment, feed, unfollow, viral
news: front page, breaking, reporter, column, weather report, opinion piece, broadcast, correspondent
art: canvas, sketch, watercolour, easel, charcoal, mural, clay, palette
dance: waltz, tango, dance floor, partner dance, choreography, tap shoes, salsa
party: birthday, balloon, invitation, cake, confetti cannon, present, costume party, dj
politics: minister, parliament, coalition, law proposal, campaign trail, opposition, speech, lobby group
banking app: pin code, push tan, balance check, standing order, payee, transfer limit, app login
investing: share, bond, portfolio, broker fee, stock market, fund, yield, index fund, bear market
crypto: wallet address, mining, blockchain, coin, exchange rate, seed phrase, token sale
manufacturing: assembly line, mould, lathe, welding, spare part, downtime, shift, machine guard, rivet
chemicals: pesticide, chlorine tank, fumes, solvent free, corrosive, barrel label, storage cabinet
construction: crane, scaffold, concrete, brick, excavator, foundation, site manager, cement, blueprint
mining: tunnel, ore, drill bit, coal, shaft, explosives, quarry, dump truck
water supply: reservoir, tap water, water main, pump station, chlorinated, drought, water bill
waste: rubbish bin, collection day, compost bag, skip hire, bulky waste, sewage, litter
solar power: panel, inverter, feed-in, battery pack, rooftop, sunlight hours, kilowatt
heating: radiator valve, heat pump, pilot light, gas boiler, cold room, underfloor, thermostat setting
alarm system: motion sensor, alarm code, keypad, false alarm, cctv, doorbell camera, window contact
smart home: voice assistant, smart bulb, hub, automation, blinds, scene, smart lock, robot vacuum
translation: interpreter, bilingual, proofreading, source text, glossary, localisation, mistranslated
design: logo, mockup, wireframe, colour scheme, typography, prototype, icon set, brand book
research: survey, hypothesis, experiment, sample size, peer review, lab book, citation, field trip
surveying: land survey, boundary, theodolite, contour, site plan, easement, benchmark point
hairdresser: haircut, highlights, fringe, blow dry, barber, curls, beard trim, hair dye
beauty salon: manicure, facial, waxing, massage, eyelash, spa day, pedicure
vet: neutering, flea, worming, limp, rabies, cat scan, paw, dog food
kindergarten: playground, nap time, finger paint, lunch box, drop-off time, sandbox, story circle
zoo: keeper, feeding time, enclosure, petting, reptile house, day pass, penguin pool
amusement park: roller coaster, queue jump, carousel, cotton candy, ferris wheel, log flume
`)
