package kernels

// rowQ4 multiplies a row of Q4_0 blocks: scale, 16 bytes whose low nibbles are
// elements 0 to 15 and whose high nibbles are elements 16 to 31, each + 8.
func rowQ4(dst []float32, stride int, row []byte, in *Input) {
	const size = 2 + 16
	in.rowScale = grow(in.rowScale, in.cols/Block)
	in.row = grow(in.row, in.cols)
	for b := range in.rowScale {
		w := row[b*size:][:size]
		in.rowScale[b] = half(w)
		low, high := (*[16]byte)(in.row[b*Block:]), (*[16]byte)(in.row[b*Block+16:])
		for i, q := range (*[16]byte)(w[2:]) {
			low[i], high[i] = q&15-8, q>>4-8
		}
	}
	multiplyBlocks(dst, stride, in.row, Block, in)
}
