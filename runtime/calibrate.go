package runtime

import "math"

// Calibrated is the confidence with a temperature, which "pawgen test
// -calibrate" fits: its log-odds divided by the temperature. Above 1 it makes a
// model that is too sure of itself less so. The last bits may differ between
// processors.
func (r Result[T]) Calibrated(temperature float64) float64 {
	return Calibrate(r.Confidence, temperature)
}

// Calibrate is [Result.Calibrated] for a confidence alone.
func Calibrate(confidence, temperature float64) float64 {
	switch {
	case confidence <= 0:
		return 0
	case confidence >= 1:
		return 1
	}
	odds := math.Log(confidence) - math.Log1p(-confidence)
	return 1 / (1 + math.Exp(-odds/temperature))
}
