package runtime

// Must returns v, or panics with err, a [*pawgen.Error]. Generated functions without
// an error result use it.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
