// Package report says how good programs are: the outcomes of their tests as
// a table, JSON or JUnit's XML, with the labels that are confused; what
// changed since paw.lock; and how one answer came about.
//
// Package gen runs the tests, because generation does so too; this package
// shows what came out. Command pawgen prints it.
package report
