package fuzzybench

import "math"

// z is the normal distribution's for an interval of 95 %.
const z = 1.959963984540054

// cluster counts the right answers among the answers to one task's rows.
type cluster struct{ right, answers int }

// share is the share of right answers with its 95 % interval. Rows of one task
// stand and fall together, so the interval is Wilson's (1927) for the effective
// number of answers (Korn and Graubard 1998): as many independent ones as would
// give the variance between the tasks.
func share(clusters []cluster) (p float64, interval [2]float64) {
	var right, n int
	for _, c := range clusters {
		right += c.right
		n += c.answers
	}
	if n == 0 {
		return 0, [2]float64{0, 1}
	}
	p = float64(right) / float64(n)
	return p, wilson(p, effective(clusters, p, n))
}

// effective is how many independent answers n answers are worth, at most n. If
// all are right or all wrong, nothing tells how alike a task's rows are, and each
// task counts as one.
func effective(clusters []cluster, p float64, n int) float64 {
	k := 0
	var squares float64
	for _, c := range clusters {
		if c.answers > 0 {
			k++
			d := float64(c.right) - p*float64(c.answers)
			squares += d * d
		}
	}
	if k < 2 || p == 0 || p == 1 {
		return float64(k)
	}
	// The variance of a ratio between clusters (Cochran 1977, §6).
	variance := float64(k) / float64(k-1) * squares / (float64(n) * float64(n))
	if variance == 0 {
		return float64(n)
	}
	return min(float64(n), p*(1-p)/variance)
}

// wilson is Wilson's score interval for a share p of n answers.
func wilson(p, n float64) [2]float64 {
	centre := p + z*z/(2*n)
	spread := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return [2]float64{max(0, (centre-spread)/scale), min(1, (centre+spread)/scale)}
}
