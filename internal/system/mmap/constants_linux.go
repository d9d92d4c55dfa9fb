package mmap

import (
	"os"
	"strconv"
	"strings"
	"sync"
)

// constants are the parts of the binary that the system mapped from its file and
// that nobody can write to, as they were when the process first asked.
var constants = sync.OnceValue(func() []addresses {
	binary, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return nil
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return nil
	}
	return readOnly(string(maps), binary)
})

// readOnly finds a file's read-only mappings in the text of /proc/self/maps, whose
// lines are "start-end r--p offset device inode path".
func readOnly(maps, path string) (ranges []addresses) {
	for line := range strings.Lines(maps) {
		f := strings.Fields(line)
		if len(f) != 6 || f[5] != path || !strings.HasPrefix(f[1], "r-") || !strings.HasSuffix(f[1], "p") {
			continue
		}
		start, end, _ := strings.Cut(f[0], "-")
		a, err := strconv.ParseUint(start, 16, 64)
		b, err2 := strconv.ParseUint(end, 16, 64)
		if err == nil && err2 == nil {
			ranges = append(ranges, addresses{uintptr(a), uintptr(b)})
		}
	}
	return ranges
}
