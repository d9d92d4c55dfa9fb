package runtime

// The versions of generated code that this package understands. Generated
// code says which version it is and refuses to compile against any other
// runtime:
//
//	const (
//		_ = pawrt.EnforceVersion(1 - pawrt.MinVersion)
//		_ = pawrt.EnforceVersion(pawrt.MaxVersion - 1)
//	)
const (
	MinVersion = 1
	MaxVersion = 1
)

// EnforceVersion turns a version out of range into an error of the Go
// compiler: a negative constant overflows it.
type EnforceVersion uint
