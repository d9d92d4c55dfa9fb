package tasks

// Sizes of label sets.
var anySize, few, many = [2]int{2, 8}, [2]int{2, 4}, [2]int{8, 30}

// labelFamilies answer with one of the spec's labels.
var labelFamilies = []Family{
	{Name: "route", Group: Classify, draw: route},
	{Name: "inline", Group: Classify, draw: inlineRoute},
	{Name: "fallback", Group: Classify, draw: fallbackRoute},
	{Name: "yesno", Group: Classify, draw: yesNo},
	{Name: "alert", Group: Safety, draw: alert},
	{Name: "byexample", Group: Classify, draw: byExample},
	{Name: "spelling", Group: Text, HeldOut: true, draw: spelling},
	{Name: "candidates", Group: Search, draw: candidates},
	{Name: "contains", Group: Text, draw: contains},
	{Name: "begins", Group: Text, draw: begins},
	{Name: "page", Group: Search, draw: choice{labels: anySize, words: 5, wordings: []string{
		"Which page of the site answers the question?", "Send the visitor to the right page.", "Pick the page.",
		"Navigation: from a question to a page.", "Choose where on the website this is found.", "Where should the search lead?",
		"A visitor typed this. Open the matching page."}, frames: lines(`
where do I find {}
how can I {}
{} page
I need information on {}
take me to {}
looking for the {} section
is there something about {} here`)}.draw},
	{Name: "section", Group: Search, draw: choice{labels: many, words: 2, wordings: []string{
		"File the text under one of these sections.", "Which chapter is it?", "Find the section that covers the question.",
		"Index the note.", "Choose the best heading.", "Put each snippet below its heading."}}.draw},
	{Name: "tool", Group: Agents, draw: choice{labels: anySize, words: 4, wordings: []string{
		"Which tool should the assistant call?", "Choose the tool for the request.", "Tool routing.",
		"Pick one function to run.", "Decide which of the tools helps the user.", "The agent may call one tool. Name it."},
		frames: lines(`
please {} for me
can you {}
{} for Monday
I want to {} now
start {}
the user asks: {}
do a {} and tell me`),
		sets: []string{`
get_weather: weather, forecast, rain, temperature, sunny, storm
send_email: email, mail, write to, inbox
set_alarm: alarm, wake me, ring
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
clear_cache: cache, stale, purge`}}.draw},
	{Name: "handoff", Group: Agents, draw: choice{labels: few, words: 4, wordings: []string{
		"Which agent takes the next step?", "Hand the conversation to the right assistant.", "Choose the agent.",
		"Decide who of the team continues.", "Route the step to a specialist.", "Name the sub-agent for this turn."}}.draw},
	{Name: "watchdog", Group: Agents, draw: choice{labels: [2]int{3, 4}, words: 4, wordings: []string{
		"How is the agent doing?", "Watch the agent's last step.", "State of the run.", "Judge the step from what it says.",
		"Monitor: say in which state the task is."}, frames: lines(`
step 4: {}
> {}
the tool answered: {}
I see that it is {}
attempt 3, {}
output: {}`), sets: []string{`
stuck: same error, again, no change, loop, retrying, nothing happened
progress: next, created, found, moved on, updated, new file
done: finished, complete, all tests pass, result is ready, success
blocked: permission denied, needs approval, waiting for, not allowed, locked
lost: off topic, wrong folder, different question, unrelated`}}.draw},
	{Name: "command", Group: Commands, draw: choice{labels: anySize, words: 4, wordings: []string{
		"Which command does the user need?", "Pick the git command.", "Choose the subcommand.", "From wish to command.",
		"Name the command that does it.", "What should be typed?"}, frames: lines(`
how do I {}
I want to {}
{} please
need to {} quickly
what is the way to {}
{} everything`), sets: []string{`
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
wc: count, how many`}}.draw},
	{Name: "filetype", Group: Commands, draw: choice{labels: few, words: 4, wordings: []string{
		"What kind of file is it?", "Sort files by extension.", "Classify the path.", "Which folder does the file go to?",
		"File type from the name.", "Group these file names."}, frames: lines(`
report{}
src/main{}
notes-2{}
/tmp/upload{}
old_copy{}
Invoice March{}`), sets: []string{`
code: .go, .py, .js, .rs, .java
picture: .png, .jpg, .gif, .svg
text: .txt, .md, .rst
archive: .zip, .tar, .gz
sound: .mp3, .wav, .ogg
table: .csv, .xlsx, .tsv
video: .mp4, .avi, .mov
config: .yaml, .toml, .ini, .json
document: .pdf, .docx, .odt`}}.exactly},
	{Name: "status", Group: Text, draw: choice{labels: few, words: 4, wordings: []string{
		"What does the status code mean?", "Group the codes.", "Classify the response.", "Kind of result by its code.",
		"Sort the requests by their status."}, frames: lines(`
status {}
HTTP {} after 30 ms
returned {}
GET /items {}
exit with {}
code={}
{}`), sets: []string{`
ok: 200, 201, 204
moved: 301, 302, 308
missing: 404, 410
denied: 401, 403
broken: 500, 502, 503
slow: 408, 504
limit: 429
bad: 400, 422`}}.exactly},
	{Name: "severity", Group: Safety, draw: choice{labels: few, words: 2, wordings: []string{
		"What to do with the log line?", "Handle the line by its level.", "Map the level.", "Filter the log by severity.",
		"Decide by the log level."}, frames: lines(`
{} cache warmed up
12:01:33 {} server listening
[{}] user logged in
level={} msg="took long"
2024-05-01 {} worker: started
{}: something happened`), sets: []string{`
page: FATAL, PANIC
look: ERROR, SEVERE
later: WARN, NOTICE
drop: INFO, DEBUG
trace: TRACE, VERBOSE`, `
wake: CRITICAL, EMERGENCY
ticket: ERROR, ALERT
ignore: DEBUG, INFO
count: WARNING, NOTICE`}}.exactly},
	{Name: "priority", Group: Classify, draw: choice{labels: few, words: 5, wordings: []string{
		"How urgent is the ticket?", "Set the priority.", "Priority of the issue, please.", "Rank the request.",
		"Which priority level does the report get?"}, sets: []string{`
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
whenever: no hurry, some day, no rush, eventually`}}.draw},
	{Name: "sentiment", Group: Text, draw: choice{labels: [2]int{2, 3}, words: 7, wordings: []string{
		"Is the review good or bad?", "Sentiment of the comment.", "How does the customer feel?", "Mood of the text.",
		"Judge the tone by the listed words.", "Would they come back?"}, sets: []string{`
positive: great, love, excellent, perfect, happy, wonderful, recommend, delicious
negative: terrible, hate, awful, broken, disappointed, rude, waste, horrible
neutral: okay, average, fine, so so, acceptable`, `
good: thanks, fast, friendly, amazing, satisfied, best
bad: worst, late, dirty, never again, overpriced, unhelpful
mixed: but, however, on the other hand, partly`}}.draw},
	{Name: "danger", Group: Safety, draw: choice{labels: [2]int{2, 3}, words: 5, wordings: []string{
		"Is the command safe to run?", "Safety class of the operation.", "Guard the shell.", "May the agent run this on its own?",
		"Classify the step by what it could destroy."}, frames: lines(`
{} /data
sudo {} now
{} customers
$ {} old
run {} on the server
{} --all`), sets: []string{`
dangerous: rm, drop, truncate, shutdown, format, mkfs, destroy
careful: mv, chmod, update, restart, install, alter
safe: ls, cat, select, echo, pwd, describe, head`}}.exactly},
	{Name: "policy", Group: Safety, draw: choice{labels: [2]int{2, 3}, words: 5, wordings: []string{
		"Apply the policy to the request.", "Is the action allowed?", "Check the rules.", "What does the policy say about it?",
		"Decide what the operator may do."}, sets: []string{`
allow: address change, opening hours, order status, new password, copy of invoice, price list
deny: refund over phone, delete account, discount code, cash back, share salary, guest access
ask: contract change, large order, name change, export of data, bank details, second card`}}.draw},
	{Name: "sender", Group: Classify, draw: choice{labels: anySize, words: 2, wordings: []string{
		"Sort mail by its sender.", "Which folder does the mail go to?", "Tag the mail by who wrote it.", "Mail filter.",
		"Who is it from?"}, frames: lines(`
From: info@{}
mail from {} about the meeting
jo@{} wrote: see you
reply to news@{}
sender {}, two attachments`)}.domains},
	{Name: "weekday", Group: Text, draw: choice{labels: few, words: 4, wordings: []string{
		"Which shift is it?", "Opening hours by day.", "Map the day.", "Who is on duty that day?", "Kind of day, please."},
		frames: lines(`
see you on {}
{} at nine
it was last {}
can we meet {}
until {}
every {} morning`), sets: []string{`
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
nobody: Saturday, Sunday`}}.exactly},
	{Name: "language", Group: Text, draw: choice{labels: anySize, words: 4, wordings: []string{
		"Which language is it?", "Tell the language by its words.", "Language of the greeting.", "Sort messages by language.",
		"Who should answer, going by the language?"}, sets: []string{`
German: danke, hallo, bitte, nicht
French: bonjour, merci, oui, avec
Spanish: hola, gracias, por favor, donde
Italian: ciao, grazie, prego, buongiorno
Dutch: goedemorgen, bedankt, alstublieft
Polish: dzien dobry, prosze, tak
Portuguese: obrigado, bom dia, tudo bem
Swedish: tack, hej, god morgon
Turkish: merhaba, evet, lutfen
English: thank you, good morning, cheers`}}.draw},
	{Name: "secret", Group: Safety, draw: flagged([]string{
		"Does the line contain a secret?", "Secret scanner.", "Should this be masked before it is logged?", "Say if credentials leak here.",
		"Is it safe to paste? Yes means it has a secret.", "Look for leaked keys."},
		"password, token, api key, secret, private key, passphrase, credential, bearer, ssh key, pin code")},
	{Name: "moderation", Group: Safety, draw: flagged([]string{
		"Must the comment be hidden?", "Moderate the forum.", "Is this post against the rules?", "Block it?",
		"Does the text break the house rules?", "Check the comment before it is shown."},
		"idiot, stupid, casino, lottery, buy followers, scam, hate, loser, free money, click here, nonsense, liar")},
}
