//paw:base nano
package main

//go:generate go tool pawgen -candidates 6

// Bucket is what a searcher needs, and what an article gives.
type Bucket string

// The buckets. They have names and not numbers: a small model is bad at scores.
const (
	Guide   Bucket = "guide"
	Problem Bucket = "problem"
	Costs   Bucket = "costs"
)

// broken says whether a searcher has a problem.
//
//paw:spec Is something wrong?
//paw:spec Yes: error, crash, broken, fails, slow, stuck, not.
//paw:spec No: how, steps, setup, install, create, price, plan, anything else.
//paw:accuracy 0.8
func broken(query string) (bool, error) { return pawBroken(query) }

// costly says whether a searcher asks about money.
//
//paw:spec Is the message about money?
//paw:spec Yes: price, plan, invoice, discount, cheaper, pay, cost.
//paw:spec No: how, steps, setup, install, create, error, crash, anything else.
//paw:accuracy 0.7
func costly(query string) (bool, error) { return pawCostly(query) }

// intent says what a searcher needs. Two questions with yes and no are easier
// than one with three answers.
func intent(query string) (Bucket, error) {
	money, err := costly(query)
	if money || err != nil {
		return Costs, err
	}
	problem, err := broken(query)
	if problem || err != nil {
		return Problem, err
	}
	return Guide, nil
}
