/*
Bench measures compilers of pawgen.

Usage:

	bench fuzzybench [-sample] [-o folder] [-limit n] [-seed n] [-category column]
	                 [-compiler name] [-base id] [-offline] [-public]
	                 [-snapshot name] [-pseudo who] [-pseudo-url address]
	                 [-baselines list] [-fixed-adapter file]
	                 [-endpoint address] [-endpoint-model name] [file...]
	bench accuracy [-bases list] [-limit n] [-only functions] [-all] [-o file]
	               [-attacks inputs] [-document file] [-quote] file...
	bench -h

It is a module of its own, so that nobody who uses pawgen gets what it needs to
read benchmarks. Without a clone of the repository:

	go run github.com/pawgen/pawgen/bench@latest fuzzybench -sample

Bench accuracy measures base models on functions with many labelled cases, in the
format of train/smol/data: a table of the mean shares of right answers with 95 %
bootstrap intervals over functions, and of each function, worst first. Only
functions that are held out from training count, all with -all, or those that
-only names; -limit asks only so many cases of each. Each of -bases is compiled
for as pawgen does by default, nano by nano and others by their prompt;
name=file.gguf is a model that lies in a file; tfidf is no model but the usual
classifier of words, TF-IDF and logistic regression, fitted on the same examples. With -o the wrong answers are
written as JSON, with -document the tables with what they mean as Markdown. With -quote
answers that stand in the input in all examples must quote it.

With -attacks it counts instead how many answers move when the input has a text in
it that tries to choose the answer, in ten ways, and in brackets how many move to
the label that the text names; neutral text is the floor.

	bench accuracy -bases smol,nano train/smol/data/*.json*
	bench accuracy -document docs/accuracy.md train/smol/data/*.json*

Bench fuzzybench measures a compiler on data in the format of the paper's
benchmark: rows of spec, input and output, as JSON lines, CSV or parquet; a -
reads JSON lines from the standard input. Each distinct spec is compiled once, by
nano or what -compiler says, for its usual base model or what -base says, and its
inputs are answered. The folder -o gets report.md, report.json and chart.svg; its
journal.jsonl has every answer at once, so that the same command goes on where it
was broken off. A column category, or what -category says, makes a table by
category. With -limit only so many specs are used; -seed says which.

	bench fuzzybench -sample
	bench fuzzybench -o nano -limit 500 rows.parquet

Beside the compiled programs, -baselines measures, of these: pseudo, the
pseudo-program without adapter; prompt, the spec itself as the prompt; fixed, the
adapter of one program for all specs (-fixed-adapter file); endpoint, a model
behind a server with OpenAI's protocol (-endpoint address -endpoint-model name,
key in $PAWGEN_ENDPOINT_KEY), which gets the specs and the inputs. With -offline
the server must be on this machine.

A spec or an input that the compiler or a model refuses, such as one that is too
long for it, counts as wrong and is counted apart. Servers that are busy, fail or
cannot be reached are asked again for some minutes, or when they say, if that is
soon. Then, or when the connection breaks during a compilation, the run ends
without a report; the same command goes on where it stopped.

With -sample, it measures on a small sample that comes with pawgen. FuzzyBench
itself has no stated licence, and none of it does.

The flags that choose a compiler, -compiler, -offline, -public, -snapshot,
-pseudo and -pseudo-url, are those of command pawgen, whose manual explains them.
*/
package main
