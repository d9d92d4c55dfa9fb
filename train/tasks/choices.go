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
	{Name: "spelling", Group: Text, AdapterOnly: true, draw: spelling},
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
		sets: ownSets["tool"]}.draw},
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
it wrote: {}`), sets: ownSets["watchdog"]}.draw},
	{Name: "command", Group: Commands, draw: choice{labels: anySize, words: 4, wordings: []string{
		"Which command does the user need?", "Pick the git command.", "Choose the subcommand.", "From wish to command.",
		"Name the command that does it.", "What should be typed?"}, frames: lines(`
how do I {}
I want to {}
{} please
need to {} quickly
what is the way to {}
{} everything`), sets: ownSets["command"]}.draw},
	{Name: "filetype", Group: Commands, draw: choice{labels: few, words: 4, wordings: []string{
		"What kind of file is it?", "Sort files by extension.", "Classify the path.", "Which folder does the file go to?",
		"File type from the name.", "Group these file names."}, frames: lines(`
report{}
src/main{}
notes-2{}
/tmp/upload{}
old_copy{}
Invoice March{}`), sets: ownSets["filetype"]}.exactly},
	{Name: "status", Group: Text, draw: choice{labels: few, words: 4, wordings: []string{
		"What does the status code mean?", "Group the codes.", "Classify the response.", "Kind of result by its code.",
		"Sort the requests by their status."}, frames: lines(`
status {}
HTTP {} after 30 ms
returned {}
GET /items {}
exit with {}
code={}
{}`), sets: ownSets["status"]}.exactly},
	{Name: "severity", Group: Safety, draw: choice{labels: few, words: 2, wordings: []string{
		"What to do with the log line?", "Handle the line by its level.", "Map the level.", "Filter the log by severity.",
		"Decide by the log level."}, frames: lines(`
{} cache warmed up
12:01:33 {} server listening
[{}] user logged in
level={} msg="took long"
2024-05-01 {} worker: started
{}: something happened`), sets: ownSets["severity"]}.exactly},
	{Name: "priority", Group: Classify, draw: choice{labels: few, words: 5, wordings: []string{
		"How urgent is the ticket?", "Set the priority.", "Priority of the issue, please.", "Rank the request.",
		"Which priority level does the report get?"}, sets: ownSets["priority"]}.draw},
	{Name: "sentiment", Group: Text, draw: choice{labels: [2]int{2, 3}, words: 7, wordings: []string{
		"Is the review good or bad?", "Sentiment of the comment.", "How does the customer feel?", "Mood of the text.",
		"Judge the tone by the listed words.", "Would they come back?"}, sets: ownSets["sentiment"]}.draw},
	{Name: "danger", Group: Safety, draw: choice{labels: [2]int{2, 3}, words: 5, wordings: []string{
		"Is the command safe to run?", "Safety class of the operation.", "Guard the shell.", "May the agent run this on its own?",
		"Classify the step by what it could destroy."}, frames: lines(`
{} /data
sudo {} now
{} customers
$ {} old
run {} on the server
{} --all`), sets: ownSets["danger"]}.exactly},
	{Name: "policy", Group: Safety, draw: choice{labels: [2]int{2, 3}, words: 5, wordings: []string{
		"Apply the policy to the request.", "Is the action allowed?", "Check the rules.", "What does the policy say about it?",
		"Decide what the operator may do."}, sets: ownSets["policy"]}.draw},
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
every {} at eight`), sets: ownSets["weekday"]}.exactly},
	{Name: "language", Group: Text, draw: choice{labels: anySize, words: 4, wordings: []string{
		"Which language is it?", "Tell the language by its words.", "Language of the greeting.", "Sort messages by language.",
		"Who should answer, going by the language?"}, sets: ownSets["language"]}.draw},
	{Name: "secret", Group: Safety, draw: flagged([]string{
		"Does the line contain a secret?", "Secret scanner.", "Should this be masked before it is logged?", "Say if credentials leak here.",
		"Is it safe to paste? Yes means it has a secret.", "Look for leaked keys."}, ownSets["secret"])},
	{Name: "moderation", Group: Safety, draw: flagged([]string{
		"Must the comment be hidden?", "Moderate the forum.", "Is this post against the rules?", "Block it?",
		"Does the text break the house rules?", "Check the comment before it is shown."}, ownSets["moderation"])},
}
