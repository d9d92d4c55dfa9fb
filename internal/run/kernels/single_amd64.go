//go:build !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel single -out ../single_amd64.s

// Products of one token with 32 rows; see [panelKernel], single.

// singleQ8VNNI multiplies rows of [unpackQ8]. See [sums.addBlocks].
//
//go:noescape
func singleQ8VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ8AVX2 multiplies rows of [unpackQ8]. See [sums.addBlocks].
//
//go:noescape
func singleQ8AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ4VNNI multiplies rows of [unpackQ4]. See [sums.addBlocks].
//
//go:noescape
func singleQ4VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ4AVX2 multiplies rows of [unpackQ4]. See [sums.addBlocks].
//
//go:noescape
func singleQ4AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ41VNNI multiplies rows of [unpackQ41]. See [sums.addMinima].
//
//go:noescape
func singleQ41VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ41AVX2 multiplies rows of [unpackQ41]. See [sums.addMinima].
//
//go:noescape
func singleQ41AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ50VNNI multiplies rows of [unpackQ50]. See [sums.addBlocks].
//
//go:noescape
func singleQ50VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ50AVX2 multiplies rows of [unpackQ50]. See [sums.addBlocks].
//
//go:noescape
func singleQ50AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ51VNNI multiplies rows of [unpackQ51]. See [sums.addMinima].
//
//go:noescape
func singleQ51VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ51AVX2 multiplies rows of [unpackQ51]. See [sums.addMinima].
//
//go:noescape
func singleQ51AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleIQ4VNNI multiplies rows of [unpackIQ4NL]. See [sums.addBlocks].
//
//go:noescape
func singleIQ4VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleIQ4AVX2 multiplies rows of [unpackIQ4NL]. See [sums.addBlocks].
//
//go:noescape
func singleIQ4AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ6VNNI multiplies rows of [unpackQ6K]. See [sums.addHalves].
//
//go:noescape
func singleQ6VNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ6AVX2 multiplies rows of [unpackQ6K]. See [sums.addHalves].
//
//go:noescape
func singleQ6AVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ4KVNNI multiplies rows of [unpackQ4K]. See [sums.addMinima].
//
//go:noescape
func singleQ4KVNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ4KAVX2 multiplies rows of [unpackQ4K]. See [sums.addMinima].
//
//go:noescape
func singleQ4KAVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ5KVNNI multiplies rows of [unpackQ5K]. See [sums.addMinima].
//
//go:noescape
func singleQ5KVNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleQ5KAVX2 multiplies rows of [unpackQ5K]. See [sums.addMinima].
//
//go:noescape
func singleQ5KAVX2(acc *float32, x *int8, records *byte, blocks, stride int)

// singleIQ4XSVNNI multiplies rows of [unpackIQ4XS]. See [sums.addBlocks].
//
//go:noescape
func singleIQ4XSVNNI(acc *float32, x *int8, records *byte, blocks, stride int)

// singleIQ4XSAVX2 multiplies rows of [unpackIQ4XS]. See [sums.addBlocks].
//
//go:noescape
func singleIQ4XSAVX2(acc *float32, x *int8, records *byte, blocks, stride int)
