// Package constrain says which tokens may come next in an answer, so that
// every answer fits the function's result type.
//
// A [Constraint] belongs to a result type and a [Vocabulary]; package runtime
// makes it once per program and starts a [Walk] per call. Labels are a trie of
// their tokens (labels.go), free text is anything. All else is a tree of
// leaves (grammar.go): values and what is fixed between them, such as
// {"name":. A [leaf] is one deterministic automaton over bytes (dfa.go): of
// numbers (number.go), of a regular expression (pattern.go), of some words.
//
// A token may follow if all its bytes do. For each state of a leaf that is a
// set of tokens (mask.go): those that stay within the leaf are found once, by
// walking through the sorted vocabulary and the automaton together, and kept;
// those that leave it depend on what follows, and are few.
//
// A quote (quote.go) is no automaton that is known beforehand: its states are
// the places of the input that go on as the quote has so far. [For] makes the
// constraint of an input, for each call.
//
// Every place knows how many tokens the shortest end takes, and a token is a
// candidate only if the end still fits behind it. So no walk is ever stuck, and
// all are complete within their budget (walk.go). Where the next bytes are
// known, they are written with the tokens that the model has learned for them,
// and cost no decision.
package constrain
