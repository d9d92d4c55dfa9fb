package kernels

import (
	"math"
	"slices"
)

// The functions here go over vectors of numbers. Where the machine has kernels,
// vector… does as much as fills whole registers, says how much that is, and the
// rest is done here.

// lanesOf is how many sums or maxima of every 16th number there are: more than
// registers have lanes, so that sums are the same for all widths.
const lanesOf = 16

// sum16 returns the sum of x: number i is added to lane i%16, in index order,
// and the lanes at last in theirs.
func sum16(x []float32) float32 {
	var lanes [lanesOf]float32
	done := vectorSum(&lanes, x)
	for i, v := range x[done:] {
		lanes[i%lanesOf] += v
	}
	return sumSingles(&lanes)
}

func sumSingles(lanes *[lanesOf]float32) (sum float32) {
	for _, v := range lanes {
		sum += v
	}
	return sum
}

// max16 returns the largest of x, which is not empty. NaNs do not count unless
// they are among the first 16.
func max16(x []float32) float32 {
	var lanes [lanesOf]float32
	done := vectorMaxAll(&lanes, x)
	if done == 0 {
		for i := range lanes {
			lanes[i] = x[min(i, len(x)-1)]
		}
		done = vectorMax(&lanes, x)
	}
	for i, v := range x[done:] {
		if v > lanes[i%lanesOf] {
			lanes[i%lanesOf] = v
		}
	}
	most := lanes[0]
	for _, v := range lanes {
		if v > most {
			most = v
		}
	}
	return most
}

// magnitude returns the largest magnitude in x. A NaN is larger than any number.
func magnitude(x []float32) float32 {
	const noSign = 1<<31 - 1
	var lanes [lanesOf]uint32 // bits, whose order is that of the numbers
	done := vectorMagnitude(&lanes, x)
	most := slices.Max(lanes[:])
	for _, v := range x[done:] {
		most = max(most, math.Float32bits(v)&noSign)
	}
	return math.Float32frombits(most)
}

// squares16 returns the sum of the squares of x less mean, in double precision,
// where singles' squares are exact, and in 16 lanes as sum16.
func squares16(x []float32, mean float64) float64 {
	var lanes [lanesOf]float64
	done := vectorSquares(&lanes, x, mean)
	for i, v := range x[done:] {
		d := float64(v) - mean
		lanes[i%lanesOf] += float64(d * d)
	}
	return sumLanes(&lanes)
}

// double16 returns the sum of x in double precision, in 16 lanes as sum16.
func double16(x []float32) float64 {
	var lanes [lanesOf]float64
	for i, v := range x {
		lanes[i%lanesOf] += float64(v)
	}
	return sumLanes(&lanes)
}

func sumLanes(lanes *[lanesOf]float64) (sum float64) {
	for _, v := range lanes {
		sum += v
	}
	return sum
}

// AddScaled adds s times x to dst.
func AddScaled(dst []float32, s float32, x []float32) {
	x = x[:len(dst)]
	done := vectorAddScaled(dst, s, x)
	for i, v := range x[done:] {
		dst[done+i] += float32(s * v)
	}
}

// Add adds x to dst.
func Add(dst, x []float32) { AddScaled(dst, 1, x) }

// Scale multiplies x by s.
func Scale(x []float32, s float32) {
	done := vectorScale(x, s)
	for i := range x[done:] {
		x[done+i] *= s
	}
}

// scaleBy sets dst to x times s times weight, in this order. dst may be x.
func scaleBy(dst, x []float32, s float32, weight []float32) {
	dst, weight = dst[:len(x)], weight[:len(x)]
	done := vectorScaleBy(dst, x, s, weight)
	for i, v := range x[done:] {
		dst[done+i] = float32(v*s) * weight[done+i]
	}
}

// words sets dst to x times s, rounded to integers, halves to even; below 2^15 in
// magnitude they fit.
func words(dst []int16, x []float32, s float32) {
	done := vectorWords(dst, x, s)
	for i, v := range x[done:] {
		dst[done+i] = int16(roundBits(float32(v * s)))
	}
}
