package llama

/*
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

// What ollama's package links but does not offer: functions of llama.h and
// ggml.h of the pinned version that take only pointers and numbers, so that no
// struct's layout has to be known here.
struct llama_model;
struct llama_context;
struct llama_adapter_lora;

typedef void (*log_callback)(int level, const char *text, void *data);
void llama_log_set(log_callback callback, void *data);
void ggml_log_set(log_callback callback, void *data);

void llama_free(struct llama_context *ctx);
void llama_set_embeddings(struct llama_context *ctx, bool embeddings);
void llama_set_abort_callback(struct llama_context *ctx, bool (*callback)(void *data), void *data);
float *llama_get_logits_ith(struct llama_context *ctx, int32_t i);

struct llama_adapter_lora *llama_adapter_lora_init(struct llama_model *model, const char *path);
void llama_adapter_lora_free(struct llama_adapter_lora *adapter);
int32_t llama_set_adapter_lora(struct llama_context *ctx, struct llama_adapter_lora *adapter, float scale);

size_t llama_state_get_size(struct llama_context *ctx);
size_t llama_state_get_data(struct llama_context *ctx, uint8_t *to, size_t size);
size_t llama_state_set_data(struct llama_context *ctx, const uint8_t *from, size_t size);

void pawgenLog(int level, char *text, void *data);

static void set_logs(void) {
	llama_log_set((log_callback)pawgenLog, NULL);
	ggml_log_set((log_callback)pawgenLog, NULL);
}

static bool stopped(void *flag) { return __atomic_load_n((int32_t *)flag, __ATOMIC_RELAXED) != 0; }

static void set_stop(struct llama_context *ctx, int32_t *flag) {
	llama_set_abort_callback(ctx, stopped, flag);
}
*/
import "C"

import (
	"reflect"
	"sync/atomic"
	"unsafe"

	ollama "github.com/ollama/ollama/llama"
)

// pointer returns what ollama's wrapper x, a pointer to a struct, wraps: its
// field c.
func pointer(x any) unsafe.Pointer {
	return reflect.ValueOf(x).Elem().FieldByName("c").UnsafePointer()
}

func contextOf(c *ollama.Context) *C.struct_llama_context {
	return (*C.struct_llama_context)(pointer(c))
}

// freeContext frees a context, which ollama's package does not.
func freeContext(c *ollama.Context) { C.llama_free(contextOf(c)) }

// flag is an int in C's memory that makes a computation stop.
type flag struct{ c *C.int32_t }

func newFlag() flag { return flag{(*C.int32_t)(C.calloc(1, C.sizeof_int32_t))} }

func (f flag) set(v int32) { atomic.StoreInt32((*int32)(f.c), v) }
func (f flag) free()       { C.free(unsafe.Pointer(f.c)) }

// setup makes a context compute logits only, and stop when f is set.
func setup(c *ollama.Context, f flag) {
	C.llama_set_embeddings(contextOf(c), false)
	C.set_stop(contextOf(c), f.c)
}

// setLogs sends the messages of llama.cpp and ggml to [pawgenLog].
func setLogs() { C.set_logs() }

// logitsOf returns the logits after the i-th token of the last batch, in C's
// memory, until the next.
func logitsOf(c *ollama.Context, i, vocab int) []float32 {
	p := C.llama_get_logits_ith(contextOf(c), C.int32_t(i))
	if p == nil {
		return nil
	}
	return unsafe.Slice((*float32)(p), vocab)
}

// state returns all sequences of a context.
func state(c *ollama.Context) []byte {
	b := make([]byte, C.llama_state_get_size(contextOf(c)))
	n := C.llama_state_get_data(contextOf(c), (*C.uint8_t)(&b[0]), C.size_t(len(b)))
	return b[:n]
}

// setState makes the sequences of a context what state returned, and says
// whether that went well.
func setState(c *ollama.Context, b []byte) bool {
	return C.llama_state_set_data(contextOf(c), (*C.uint8_t)(&b[0]), C.size_t(len(b))) > 0
}

// loraAdapter is llama.cpp's adapter, or none.
type loraAdapter struct{ c *C.struct_llama_adapter_lora }

// loadAdapter reads an adapter's file; it is not needed afterwards.
func loadAdapter(m *ollama.Model, path string) (loraAdapter, bool) {
	p := C.CString(path)
	defer C.free(unsafe.Pointer(p))
	c := C.llama_adapter_lora_init((*C.struct_llama_model)(pointer(m)), p)
	return loraAdapter{c}, c != nil
}

// use makes a context run with the adapter, if there is one.
func (a loraAdapter) use(c *ollama.Context) {
	if a.c != nil {
		C.llama_set_adapter_lora(contextOf(c), a.c, 1)
	}
}

// free frees it; the contexts that run with it must be freed already.
func (a loraAdapter) free() {
	if a.c != nil {
		C.llama_adapter_lora_free(a.c)
	}
}
