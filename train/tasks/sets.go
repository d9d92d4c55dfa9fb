package tasks

// wordSets are the words of a family that has its own: a task takes one set,
// and of its labels and their words some.
type wordSets struct {
	trained [][]topic
	kept    [][]topic // for evaluation; see unseen
}

// parseSets reads sets of "label: word, word" lines.
func parseSets(trained, kept []string) *wordSets {
	w := &wordSets{}
	for _, s := range trained {
		w.trained = append(w.trained, parseTopics(s))
	}
	for _, s := range kept {
		w.kept = append(w.kept, parseTopics(s))
	}
	return w
}

// of returns the sets that a drawer may use.
func (w *wordSets) of(d *drawer) [][]topic {
	if d.HeldOut {
		return w.kept
	}
	return w.trained
}

func init() {
	for _, w := range ownSets {
		for i := range w.kept {
			w.kept[i] = unseen(w.kept[i], 1)
		}
	}
}

// ownSets are the word sets by family.
var ownSets = map[string]*wordSets{
	"tool": parseSets([]string{`
get_weather: weather, forecast, rain, temperature, sunny, storm
send_email: email, mail, write to, inbox
set_alarm: alarm, wake me, bell
play_music: song, music, album, playlist
search_web: look up, google, find out, search
create_event: meeting, calendar, appointment, schedule
convert_units: convert, miles, kilometres, inches
translate_text: translate, french, spanish, german
call_phone: call, phone, dial, ring up
add_todo: task, remember, remind, todo
book_taxi: taxi, cab, ride
turn_on_light: light, lamp, bright
get_stock: shares, stock, market
take_note: note, jot, write down
get_news: news, headlines, press
order_food: pizza, dinner, hungry, lunch
set_timer: timer, countdown, minutes left
read_file: open the file, read, show the document`, `
query_database: rows, table, sql, records
run_tests: tests, test suite, coverage
deploy_service: deploy, release, ship
restart_server: restart, reboot, bounce
read_logs: logs, log file, trace
open_ticket: ticket, issue, bug report
scale_cluster: replicas, nodes, capacity
rollback: revert, roll back, previous version
create_branch: branch, fork
page_oncall: on call, wake somebody, escalate
check_metrics: latency, cpu, metrics, dashboard
rotate_keys: secret, credentials, certificate
drain_queue: queue, backlog, jobs
clear_cache: cache, stale, purge`, `
lock_door: lock, front door, shut
water_plants: plants, watering, dry soil
feed_pet: cat food, dog bowl, feed
start_vacuum: vacuum, dust, clean the floor
open_blinds: blinds, shade, let the sun in
set_heating: heating, colder, thermostat
run_bath: bath, tub, warm water
brew_coffee: coffee, espresso, beans
check_doorbell: doorbell, who is outside, visitor
close_garage: garage, car gate`, `
transfer_money: transfer, send money, wire
show_balance: balance, how much is left, account state
block_card: block, lost card, stolen
change_limit: limit, spend more, ceiling
find_branch: nearest bank, counter, opening times
exchange_rate: exchange, dollars, foreign money
apply_loan: loan, credit, mortgage
export_statement: statement, monthly report, transactions
report_fraud: fraud, not my payment, suspicious`}, []string{`
book_flight: fly, airplane, departure
reserve_table: restaurant, table for two, dine
track_parcel: parcel number, courier, where is my box
measure_pulse: heartbeat, pulse, fitness
scan_barcode: barcode, scanner, label stripe
print_poster: poster, printer, on paper
record_video: film, camera, clip
resize_image: crop, thumbnail, smaller picture
zip_folder: squeeze, zip, bundle
mute_mic: mute, microphone, silence
share_screen: screen share, present, mirror`, `
compile_code: compile, binary, build errors
format_source: indent, tidy up, whitespace
profile_heap: heap, leak, allocation
generate_mock: mock, fake object, stub
bisect_commit: bisect, culprit, regression
lint_module: lint, style warning, unused import
vendor_packages: vendor, dependency, pin
sign_release: signature, sign, checksum`}),
	"watchdog": parseSets([]string{`
stuck: same error, again, no change, loop, retrying, nothing happened
progress: next, created, found, moved on, updated, new file
done: finished, complete, all tests pass, result is ready, success
blocked: permission denied, needs approval, waiting for, not allowed, locked
lost: off topic, wrong folder, different question, unrelated`, `
looping: again and again, same answer, repeated, no new output
moving: opened, changed the file, step finished, compiled
ended: over, result written, solved, closed the issue
waiting: needs input, human must confirm, paused, quota
astray: another repository, unasked, wrong branch`, `
red: exception, failed, crashed, gave up
yellow: slow answer, partly, some warnings, unsure
green: passed, good so far, clean, as planned`}, []string{`
circling: deja vu, identical diff, round in circles, unchanged
advancing: milestone, applied the patch, half of the list, refactored
delivered: shipped, handed over, report attached, wrapped up
halted: credentials missing, rate limited, awaiting review, forbidden
drifting: tangent, irrelevant page, invented a goal, distracted`, `
critical: deadlock, out of memory, panic, corrupted
shaky: flaky, guessing, two attempts, uncertain
steady: confirmed, verified, on schedule, healthy`}),
	"command": parseSets([]string{`
commit: save, record, snapshot
push: upload, publish, send
pull: download, get the newest, sync
branch: new line, separate
merge: combine, bring together, join
stash: put aside, park
revert: undo, take back
log: history, who changed
diff: compare, what changed, difference
clone: copy the repository, first copy
tag: mark, name a version
blame: author, guilty`, `
ls: list, show files, what is here
rm: delete, erase, get rid
cp: copy, duplicate
mv: move, rename
mkdir: new folder, make a directory
cat: print, contents
grep: search, lines with
ps: processes, running
kill: stop, end the program
df: free space, disk
tar: pack, archive
chmod: permissions, executable
ssh: log in, remote
ping: reachable, alive
head: first lines, beginning
wc: count, how many`, `
install: add a package, get the library, set up
remove: uninstall, throw out, no longer needed
update: newer version, refresh, catch up
search: look for, which package, find the library
list: what is installed, overview, all packages
info: details, description, about it
pin: keep the version, hold, freeze
audit: security holes, vulnerable, check safety`, `
start: begin, launch, bring up
stop: halt, turn off, bring down
restart: once more, bounce, fresh start
logs: output, messages, what did it print
exec: shell inside, go into, run in it
build: make the image, assemble
inspect: settings, raw facts, configuration
prune: free disk, leftovers, unused`}, []string{`
rebase: replay, linear, on top of the trunk
cherry-pick: single change, transplant, one patch only
bisect: binary hunt, culprit, broke it
fetch: refs, without touching, peek at the remote
switch: other line of work, hop, jump to
restore: discard edits, throw my typing, pristine
worktree: second checkout, parallel directory
submodule: nested repository, embedded project`, `
curl: request a url, http, web address
sed: substitute, in place, swap text
awk: columns, third field, sum up
tail: follow, newest lines, ending
sort: alphabetical, order by, ascending
uniq: duplicates, repeated rows, collapse
xargs: for every argument, bulk, feed into
chown: owner, belongs, ownership
crontab: nightly, every hour, timetable`}),
	"filetype": parseSets([]string{`
code: .go, .py, .js, .rs, .java
picture: .png, .jpg, .gif, .svg
text: .txt, .md, .rst
archive: .zip, .tar, .gz
sound: .mp3, .wav, .ogg
table: .csv, .xlsx, .tsv
video: .mp4, .avi, .mov
config: .yaml, .toml, .ini, .json
document: .pdf, .docx, .odt`, `
web: .html, .css, .scss, .vue
script: .sh, .bash, .ps1, .bat
font: .ttf, .otf, .woff
disk: .iso, .img, .vmdk
mail: .eml, .msg, .mbox
data: .db, .sqlite, .arrow
drawing: .dxf, .dwg, .skp`, `
proto: .proto, .thrift, .avsc
model: .onnx, .gguf, .pt
key: .pem, .crt, .p12
map: .kml, .gpx, .shp
subtitle: .srt, .vtt, .sub
patch: .diff, .patch, .rej`}, []string{`
native: .c, .cpp, .swift, .kt
bitmap: .bmp, .webp, .tiff, .heic
journal: .log, .trace, .out
packed: .7z, .bz2, .xz, .rar
audio: .flac, .aac, .opus
sheet: .ods, .parquet, .numbers
movie: .mkv, .webm, .wmv
setting: .env, .conf, .cfg, .properties
book: .epub, .mobi, .pptx`, `
erlang: .erl, .beam, .hrl
lisp: .el, .scm, .clj
schema: .xsd, .graphql, .rng
firmware: .hex, .bin, .elf
scene: .blend, .fbx, .stl`}),
	"status": parseSets([]string{`
ok: 200, 201, 204
moved: 301, 302, 308
missing: 404, 410
denied: 401, 403
broken: 500, 502, 503
slow: 408, 504
limit: 429
bad: 400, 422`, `
created: 201, 202
cached: 304, 226
payment: 402
taken: 409, 423
length: 411, 413, 414
later: 425, 503
proxy: 407, 502`, `
fine: 0, 10
usage: 2, 64
killed: 137, 143
not found: 127, 126
segfault: 139
stopped: 130, 131`}, []string{`
waiting: 100, 102, 103
partial: 206, 207, 208
teapot: 418, 419
unsupported: 405, 415, 501
legal: 451, 450
cloud: 520, 522, 525
stale: 412, 428
storage: 507, 509`, `
greeting: 220, 211
accepted: 250, 251, 252
mailbox: 550, 552, 553
syntax: 500, 555
relay: 454, 471
closing: 221, 215`}),
	"severity": parseSets([]string{`
page: FATAL, PANIC
look: ERROR, SEVERE
later: WARN, NOTICE
drop: INFO, DEBUG
trace: TRACE, VERBOSE`, `
wake: CRITICAL, EMERGENCY
ticket: ERROR, ALERT
ignore: DEBUG, INFO
count: WARNING, NOTICE`, `
now: FATAL, ALERT
today: ERROR, FAILURE
someday: WARNING, DEPRECATED
never: INFO, SUCCESS`, `
red: PANIC, ABORT
orange: SEVERE, MAJOR
yellow: WARN, MINOR
grey: DEBUG, TRACE`}, []string{`
siren: EMERG, CRIT
mail: ERR, FAULT
digest: ATTENTION, ADVISORY
bin: FINE, FINEST, CONFIG`, `
escalate: CATASTROPHE, BREACH
review: ANOMALY, DEGRADED
store: AUDIT, METRIC
mute: CHATTER, HEARTBEAT`}),
	"priority": parseSets([]string{`
P1: outage, down, data loss, everybody affected
P2: slow, error, broken, failing
P3: question, how to, confused
P4: idea, wish, typo, colour
P5: thanks, praise, hello`, `
high: emergency, injured, fire, flooded, stolen
medium: late, leaking, noise, delayed
low: schedule, newsletter, opening hours, brochure
none: spam, lottery, test message`, `
urgent: today, immediately, asap, right now
soon: this week, tomorrow, shortly
whenever: no hurry, some day, no rush, eventually`, `
now: bleeding, no power, cannot pay, server gone
today: slow page, wrong total, missing row
this week: new colour, spelling, wording
backlog: nice to have, maybe, some time
close: duplicate, thank you, solved`, `
A: leak, smoke, alarm, attack
B: damage, refund, appointment missed
C: question about opening, where to park, catalogue
D: newsletter, survey, compliment`, `
1: locked out, cannot work, production
2: workaround, one user, printer
3: training, request for a mouse, new monitor`}, []string{`
blocker: blackout, meltdown, paralysed, hijacked
major: sluggish, incorrect total, garbled
minor: cosmetic, alignment, tooltip
trivial: daydream, brainstorm, eventually`, `
red: fainted, unconscious, explosion
amber: swollen, sprained, nausea
green: sick note, jab, rehab
white: leaflet, souvenir, cloakroom`}),
	"sentiment": parseSets([]string{`
positive: great, love, excellent, perfect, happy, wonderful, recommend, delicious
negative: terrible, hate, awful, broken, disappointed, rude, waste, horrible
neutral: okay, average, fine, so so, acceptable`, `
good: thanks, fast, friendly, amazing, satisfied, best
bad: worst, late, dirty, never again, overpriced, unhelpful
mixed: but, however, on the other hand, partly`, `
happy: glad, pleased, smile, thrilled, enjoyed, helpful
angry: furious, annoyed, shouting, fed up, scandal
sad: sorry to leave, miss, tears, pity
bored: dull, yawn, boring, too long`, `
fan: best ever, will buy again, bravo, stunning, hero
critic: refund, useless, mess, never working, joke
unsure: maybe, not certain, mixed feelings, half half`, `
5 stars: flawless, top, wow, spotless
3 stars: decent, ordinary, nothing special
1 star: filthy, cold food, broken promise, noisy`}, []string{`
delighted: splendid, marvellous, charming, lovely, impressed, adorable
upset: appalling, unacceptable, nightmare, sloppy, ripped, ashamed, disgusting
indifferent: mediocre, passable, whatever, meh, tolerable`, `
promoter: five out of five, loyal, outstanding, magical, flawlessly
detractor: cancelled, regret, arrogant, misleading, junk
passive: adequate, standard, neither nor, unremarkable`}),
	"danger": parseSets([]string{`
dangerous: rm, drop, truncate, shutdown, format, mkfs, destroy
careful: mv, chmod, update, restart, install, alter
safe: ls, cat, select, echo, pwd, describe, head`, `
stop: kill, delete, wipe, erase, revoke
ask: rename, write, push, upgrade, deploy
go: list, show, read, print, help`, `
high: truncate, drop, detach, reset, overwrite
mid: alter, grant, insert, merge
low: select, explain, count, describe`}, []string{`
destructive: dd, wipefs, purge, fdisk, shred
risky: scp, reload, migrate, rebase, patch
harmless: grep, tail, stat, uptime, whoami, diff`, `
forbid: poweroff, userdel, unlink, nuke
confirm: umount, rsync, sysctl, crontab
permit: whereis, md5sum, realpath, tree`}),
	"policy": parseSets([]string{`
allow: address change, opening hours, order status, new password, copy of invoice, price list
deny: refund over phone, delete account, discount code, cash back, share salary, guest access
ask: contract change, large order, name change, export of data, bank details, second card`, `
yes: desk booking, day off, new keyboard, train ticket
no: first class, private call, gambling site, pet in the office
manager: overtime, second screen, conference, home office`, `
approve: return within a week, spare part, repair at no cost
reject: used item, missing receipt, opened software
review: damaged on the way, gift card, late parcel`}, []string{`
permitted: visitor lanyard, tandem stand, canteen snack, quiet cubicle
prohibited: vaping, tailgating, loudspeaker, unlocked laptop
escalated: journalist, philanthropy, subpoena, embassy trip`, `
grant: anonymised extract, playground, readonly mirror
refuse: sudo rights, raw dump, impersonate
consult: pentest, telnet, subcontractor`}),
	"weekday": parseSets([]string{`
closed: Sunday, Monday
early: Tuesday, Wednesday
late: Thursday, Friday
market: Saturday`, `
winter: January, February, December
spring: March, April, May
summer: June, July, August
autumn: September, October, November`, `
Anna: Monday, Thursday
Ben: Tuesday, Friday
Carla: Wednesday
nobody: Saturday, Sunday`, `
A week: Monday, Wednesday, Friday
B week: Tuesday, Thursday
off: Saturday, Sunday`, `
first quarter: January, February, March
second quarter: April, May, June
third quarter: July, August, September
last quarter: October, November, December`, `
open: morning, noon, afternoon
closed: evening, night, midnight`, `
ski: December, January
hike: May, June, September
swim: July, August`, `
short: Fri, Sat
long: Tue, Thu`}, []string{`
holiday: Christmas, Easter, Pentecost, Thanksgiving
halfday: Halloween, Carnival, Valentine
regular: vacation, fortnight, Ramadan`, `
dawn: 5:00, 6:00, 7:00
midday: 11:00, 12:00, 13:00
dusk: 18:00, 19:00, 20:00`, `
team red: Mon, Wed
team blue: weekend, Whitsun
standby: Jan, Feb, Dec`}),
	"language": parseSets([]string{`
German: danke, hallo, bitte, nicht
French: bonjour, merci, oui, avec
Spanish: hola, gracias, por favor, donde
Italian: ciao, grazie, prego, buongiorno
Dutch: goedemorgen, bedankt, alstublieft
Polish: dzien dobry, prosze, tak
Portuguese: obrigado, bom dia, tudo bem
Swedish: tack, hej, god morgon
Turkish: merhaba, evet, lutfen
English: thank you, good morning, cheers`, `
Norwegian: takk, hvordan, kjaere
Finnish: kiitos, hyvaa, paivaa
Czech: dobry den, dekuji, ahoj
Hungarian: szia, koszonom, igen
Romanian: buna, multumesc, noapte
Indonesian: terima kasih, selamat, tidak
Swahili: jambo, asante, karibu
Welsh: bore da, diolch, croeso
Latin: salve, gratias, vale
Basque: kaixo, eskerrik, agur`, `
south: hola, ciao, boa tarde
north: hei, moin, god dag
west: dia dhuit, demat
east: zdravo, privet, labas`}, []string{`
Estonian: tere, aitah, palun
Latvian: sveiki, paldies, ludzu
Croatian: dobro jutro, hvala, molim
Albanian: miredita, faleminderit, mirupafshim
Icelandic: gothan, takka, blessud
Maltese: bongu, grazzi, jekk
Tagalog: kumusta, salamat, magandang
Catalan: adeu, sisplau, benvingut
Esperanto: saluton, dankon, bonvolu
Irish: slainte, failte, maith`}),
	"secret": parseSets([]string{`
yes: password, token, api key, secret, private key, passphrase, credential, bearer, ssh key, pin code, login, access code, certificate`}, []string{`
yes: recovery phrase, signing cert, session cookie, otp, keystore, cvv, unlock pattern, webhook url, sudoers, vault dump`}),
	"moderation": parseSets([]string{`
yes: idiot, stupid, casino, lottery, buy followers, scam, hate, loser, free money, click here, nonsense, liar, fool, cheap pills, dumb`}, []string{`
yes: moron, pathetic, miracle cure, get rich, betting, subscribe to my channel, garbage, ugly, shut up, fraudster, crypto giveaway`}),
}
