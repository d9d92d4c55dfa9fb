package llama

/*
#include <stdlib.h>
void ggml_backend_load_all_from_path(const char *path);
void llama_backend_init(void);
const char *llama_print_system_info(void);
*/
import "C"

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"
)

// libraryPath is the variable that names folders with ggml's back ends for
// GPUs, as ollama's build makes them.
const libraryPath = "OLLAMA_LIBRARY_PATH"

// start readies llama.cpp once. (ollama's BackendInit does too, but talks on
// standard error and looks for libraries around the executable.)
var start = sync.OnceFunc(func() {
	C.llama_backend_init()
	for _, dir := range filepath.SplitList(os.Getenv(libraryPath)) {
		p := C.CString(dir)
		C.ggml_backend_load_all_from_path(p)
		C.free(unsafe.Pointer(p))
	}
})

// System says what llama.cpp was built to use, "CPU : SSE3 = 1 | AVX2 = 1 | ".
func System() string {
	start()
	return C.GoString(C.llama_print_system_info())
}

// pawgenLog takes llama.cpp's messages, which are for developers: errors that
// matter are returned.
//
//export pawgenLog
func pawgenLog(level C.int, text *C.char, data unsafe.Pointer) {
	if !slog.Default().Enabled(context.Background(), slog.LevelDebug) {
		return
	}
	if s := strings.TrimSpace(C.GoString(text)); strings.Trim(s, ".") != "" { // dots are progress
		slog.Debug(s, "from", "llama.cpp")
	}
}
