// Operations of the nano networks for training on a CPU, forward and backward.
//
// PyTorch's own take four fifths of a step: attention over all pairs of a
// packed row, most of which are masked, and chains of elementwise operations
// that each walk over memory. Here attention visits only the pairs that see
// each other, nothing of size time x time is kept, and every chain is one pass.
// fused.py compiles and calls this file; what it computes is defined by the
// plain operations in model.py, and fused.py compares the two.
//
// Activations are bfloat16 as autocast makes them, or float32 with -DFLOAT32;
// sums are float32.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Floats in a vector, and the vectors in a tile's row: a tile of six rows fills the registers.
#ifdef __AVX512F__
enum { LANES = 16, WIDE = 3 };
#else
enum { LANES = 8, WIDE = 2 };
#endif

typedef float vec __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

enum { CHUNK = 32 }; // tokens of a segment handled at a time

#ifdef FLOAT32
typedef float real; // of an activation

static inline float up(real x) { return x; }

static inline real down(float x) { return x; }
#else
typedef uint16_t real;

static inline float up(real x) {
	union { uint32_t u; float f; } v = {(uint32_t)x << 16};
	return v.f;
}

static inline real down(float x) {
	union { float f; uint32_t u; } v = {x};
	return (v.u + 0x7fff + ((v.u >> 16) & 1)) >> 16;
}
#endif

static inline long padded(long n) { return (n + LANES - 1) / LANES * LANES; }

// tile adds A[rows x k] * B[k x LANES cols] to C; A has strides ar, ac.
static inline __attribute__((always_inline)) void tile(const int rows, const int cols, long k, const float *a, long ar, long ac,
	const float *b, long br, float *c, long cr) {
	vec sum[6][WIDE];
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++)
			sum[i][j] = *(vec *)(c + i * cr + j * LANES);
	for (long p = 0; p < k; p++)
		for (int i = 0; i < rows; i++) {
			float x = a[i * ar + p * ac];
			for (int j = 0; j < cols; j++)
				sum[i][j] += x * *(const vec *)(b + p * br + j * LANES);
		}
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++)
			*(vec *)(c + i * cr + j * LANES) = sum[i][j];
}

// gemm adds A[m x k] * B[k x n] to C[m x n]; n is a multiple of LANES.
static void gemm(long m, long n, long k, const float *a, long ar, long ac, const float *b, long br, float *c, long cr) {
	long j = 0;
	for (; j + WIDE * LANES <= n; j += WIDE * LANES) {
		long i = 0;
		for (; i + 6 <= m; i += 6)
			tile(6, WIDE, k, a + i * ar, ar, ac, b + j, br, c + i * cr + j, cr);
		for (; i < m; i++)
			tile(1, WIDE, k, a + i * ar, ar, ac, b + j, br, c + i * cr + j, cr);
	}
	for (; j < n; j += LANES) {
		long i = 0;
		for (; i + 6 <= m; i += 6)
			tile(6, 1, k, a + i * ar, ar, ac, b + j, br, c + i * cr + j, cr);
		for (; i < m; i++)
			tile(1, 1, k, a + i * ar, ar, ac, b + j, br, c + i * cr + j, cr);
	}
}

// norm_forward: y = x / rms(x) * w, rows of d.
void norm_forward(long n, long d, const real *x, const float *w, real *y) {
#pragma omp parallel for
	for (long i = 0; i < n; i++) {
		float sum = 0;
		for (long j = 0; j < d; j++)
			sum += up(x[i * d + j]) * up(x[i * d + j]);
		float r = 1 / sqrtf(sum / d + 1e-6f);
		for (long j = 0; j < d; j++)
			y[i * d + j] = down(up(x[i * d + j]) * r * w[j]);
	}
}

void norm_backward(long n, long d, const real *x, const float *w, const real *dy, real *dx, float *dw) {
#pragma omp parallel for reduction(+ : dw[:d])
	for (long i = 0; i < n; i++) {
		float sum = 0, dot = 0;
		for (long j = 0; j < d; j++) {
			float v = up(x[i * d + j]);
			sum += v * v;
			dot += v * w[j] * up(dy[i * d + j]);
		}
		float r = 1 / sqrtf(sum / d + 1e-6f), back = dot * r * r / d;
		for (long j = 0; j < d; j++) {
			float v = up(x[i * d + j]), g = up(dy[i * d + j]);
			dw[j] += v * r * g;
			dx[i * d + j] = down(r * (w[j] * g - v * back));
		}
	}
}

// swiglu_forward: y = silu(g) * u.
void swiglu_forward(long n, const real *g, const real *u, real *y) {
#pragma omp parallel for simd
	for (long i = 0; i < n; i++) {
		float x = up(g[i]);
		y[i] = down(x / (1 + expf(-x)) * up(u[i]));
	}
}

void swiglu_backward(long n, const real *g, const real *u, const real *dy, real *dg, real *du) {
#pragma omp parallel for simd
	for (long i = 0; i < n; i++) {
		float x = up(g[i]), s = 1 / (1 + expf(-x)), d = up(dy[i]);
		du[i] = down(d * x * s);
		dg[i] = down(d * up(u[i]) * s * (1 + x * (1 - s)));
	}
}

// cross_entropy writes the loss and the most likely class of each row, and
// turns the logits into their gradient, weight * (softmax - onehot), in place.
void cross_entropy(long n, long classes, real *logits, const int64_t *target, const float *weight, float *loss, int64_t *best) {
#pragma omp parallel for
	for (long i = 0; i < n; i++) {
		real *row = logits + i * classes;
		float most = -3e38f, sum = 0, right = up(row[target[i]]);
		for (long j = 0; j < classes; j++)
			most = up(row[j]) > most ? up(row[j]) : most;
		long at = 0;
		while (up(row[at]) != most)
			at++;
		best[i] = at;
		for (long j = 0; j < classes; j++)
			sum += expf(up(row[j]) - most);
		float log_sum = most + logf(sum);
		loss[i] = log_sum - right;
		for (long j = 0; j < classes; j++)
			row[j] = down(weight[i] * expf(up(row[j]) - log_sum));
		row[target[i]] = down(weight[i] * (expf(right - log_sum) - 1));
	}
}

// layer is what attention works on: queries [b, t, heads, hd], keys and values
// [b, t, kv, hd], weights of the query and key norms [hd], RoPE angles
// [b, t, hd/2], segments [b, t] (0 the prompt, then the queries behind it, -1
// padding), the result [b, t, heads, hd] and log(sum(exp(scores))) [b, heads, t].
typedef struct {
	long b, t, heads, kv, hd;
	const real *q, *k, *v;
	const float *q_norm, *k_norm, *cos, *sin;
	const int32_t *segments;
	real *out;
	float *log_sums;
} layer;

// head reads token i of head h of x as the scores see it: normalised and rotated.
static void head(const layer *l, const real *x, long heads, const float *w, long row, long i, long h, float *y) {
	long hd = l->hd, half = hd / 2;
	const real *p = x + ((row * l->t + i) * heads + h) * hd;
	const float *cos = l->cos + (row * l->t + i) * half, *sin = l->sin + (row * l->t + i) * half;
	float sum = 0;
	for (long j = 0; j < hd; j++)
		sum += up(p[j]) * up(p[j]);
	float r = 1 / sqrtf(sum / hd + 1e-6f);
	for (long j = 0; j < half; j++) {
		float a = up(p[j]) * r * w[j], b = up(p[j + half]) * r * w[j + half];
		y[j] = a * cos[j] - b * sin[j];
		y[j + half] = b * cos[j] + a * sin[j];
	}
}

// head_backward turns the gradient dy of what head read into that of x, and adds to that of w.
static void head_backward(const layer *l, const real *x, long heads, const float *w, long row, long i, long h,
	const float *dy, real *dx, float *dw) {
	long hd = l->hd, half = hd / 2;
	long at = ((row * l->t + i) * heads + h) * hd;
	const float *cos = l->cos + (row * l->t + i) * half, *sin = l->sin + (row * l->t + i) * half;
	float g[hd], sum = 0, dot = 0;
	for (long j = 0; j < half; j++) {
		g[j] = dy[j] * cos[j] + dy[j + half] * sin[j];
		g[j + half] = dy[j + half] * cos[j] - dy[j] * sin[j];
	}
	for (long j = 0; j < hd; j++) {
		float v = up(x[at + j]);
		sum += v * v;
		dot += v * w[j] * g[j];
	}
	float r = 1 / sqrtf(sum / hd + 1e-6f), back = dot * r * r / hd;
	for (long j = 0; j < hd; j++) {
		float v = up(x[at + j]);
		dw[j] += v * r * g[j];
		dx[at + j] = down(r * (w[j] * g[j] - v * back));
	}
}

// span is a segment of a row: its tokens, and where its keys stand in scratch memory.
typedef struct { long from, to, at; } span;

// spans cuts a row into segments, each padded to whole vectors; total is the length of all.
static long spans(const layer *l, long row, span *s, long *total) {
	const int32_t *seg = l->segments + row * l->t;
	long n = 0, at = 0;
	for (long i = 0; i < l->t && seg[i] >= 0;) {
		long from = i;
		while (i < l->t && seg[i] == seg[from])
			i++;
		s[n++] = (span){from, i, at};
		at += padded(i - from);
	}
	*total = at;
	return n;
}

// scratch is the memory of one row and key head.
typedef struct {
	span *spans;
	float *k, *kt, *v, *vt, *dk, *dv; // [keys, hd], transposed [hd, keys]
	float *q, *o, *dq, *dout;         // [rows, hd]
	float *scores, *dscores;          // [rows, keys]
	long keys;
} scratch;

static scratch scratch_of(const layer *l) {
	scratch s = {.spans = malloc(sizeof(span) * (size_t)(l->t + 1))};
	for (long row = 0, total; row < l->b; row++) {
		spans(l, row, s.spans, &total);
		s.keys = total > s.keys ? total : s.keys;
	}
	long keys = s.keys, rows = CHUNK * (l->heads / l->kv), hd = l->hd;
	float *f = aligned_alloc(64, sizeof(float) * (size_t)(6 * keys * hd + 4 * rows * hd + 2 * rows * keys));
	float **parts[] = {&s.k, &s.kt, &s.v, &s.vt, &s.dk, &s.dv};
	for (int i = 0; i < 6; i++, f += keys * hd)
		*parts[i] = f;
	float **blocks[] = {&s.q, &s.o, &s.dq, &s.dout};
	for (int i = 0; i < 4; i++, f += rows * hd)
		*blocks[i] = f;
	s.scores = f;
	s.dscores = f + rows * keys;
	return s;
}

static void scratch_free(scratch *s) {
	free(s->spans);
	free(s->k);
}

// read_keys fills k, kt, v and vt for key head g of a row; returns the number of segments.
static long read_keys(const layer *l, long row, long g, scratch *s) {
	long total, hd = l->hd, n = spans(l, row, s->spans, &total);
	memset(s->k, 0, sizeof(float) * total * hd);
	memset(s->v, 0, sizeof(float) * total * hd);
	for (long x = 0; x < n; x++)
		for (long i = s->spans[x].from; i < s->spans[x].to; i++) {
			long at = s->spans[x].at + i - s->spans[x].from;
			head(l, l->k, l->kv, l->k_norm, row, i, g, s->k + at * hd);
			const real *v = l->v + ((row * l->t + i) * l->kv + g) * hd;
			for (long j = 0; j < hd; j++)
				s->v[at * hd + j] = up(v[j]);
		}
	for (long j = 0; j < hd; j++)
		for (long i = 0; i < total; i++) {
			s->kt[j * s->keys + i] = s->k[i * hd + j];
			s->vt[j * s->keys + i] = s->v[i * hd + j];
		}
	return n;
}

// A chunk is some tokens of a segment with all heads of a group: row r stands
// for token from + r / group, head g * group + r % group. It sees the prompt
// and, causally, its own segment.
typedef struct {
	long from, rows, group, prompt, prompt_pad, own_at, own_pad, own_from;
} chunk;

static chunk chunk_of(const layer *l, const scratch *s, long x, long from) {
	span own = s->spans[x];
	long to = from + CHUNK < own.to ? from + CHUNK : own.to, group = l->heads / l->kv;
	chunk c = {from, (to - from) * group, group, 0, 0, own.at, padded(to - own.from), own.from};
	if (x > 0) {
		c.prompt = s->spans[0].to;
		c.prompt_pad = padded(c.prompt);
	}
	return c;
}

// read_scores computes the chunk's queries and scaled scores; what must not be seen is -1e30.
static void read_scores(const layer *l, long row, long g, scratch *s, const chunk *c) {
	long hd = l->hd, width = c->prompt_pad + c->own_pad;
	float scale = 1 / sqrtf(hd);
	for (long r = 0; r < c->rows; r++) {
		head(l, l->q, l->heads, l->q_norm, row, c->from + r / c->group, g * c->group + r % c->group, s->q + r * hd);
		for (long j = 0; j < hd; j++)
			s->q[r * hd + j] *= scale;
		memset(s->scores + r * s->keys, 0, sizeof(float) * width);
	}
	gemm(c->rows, c->prompt_pad, hd, s->q, hd, 1, s->kt, s->keys, s->scores, s->keys);
	gemm(c->rows, c->own_pad, hd, s->q, hd, 1, s->kt + c->own_at, s->keys, s->scores + c->prompt_pad, s->keys);
	for (long r = 0; r < c->rows; r++) {
		float *p = s->scores + r * s->keys;
		for (long j = c->prompt; j < c->prompt_pad; j++)
			p[j] = -1e30f;
		for (long j = c->from + r / c->group - c->own_from + 1; j < c->own_pad; j++)
			p[c->prompt_pad + j] = -1e30f;
	}
}

// Where the chunk's row r lies in an array [b, t, heads, hd], and in [b, heads, t].
static long place(const layer *l, long row, long g, const chunk *c, long r) {
	return ((row * l->t + c->from + r / c->group) * l->heads + g * c->group + r % c->group) * l->hd;
}

static float *log_sum(const layer *l, long row, long g, const chunk *c, long r) {
	return l->log_sums + (row * l->heads + g * c->group + r % c->group) * l->t + c->from + r / c->group;
}

static void forward_chunk(const layer *l, long row, long g, scratch *s, const chunk *c) {
	long hd = l->hd, width = c->prompt_pad + c->own_pad;
	read_scores(l, row, g, s, c);
	for (long r = 0; r < c->rows; r++) {
		float *p = s->scores + r * s->keys, most = -3e38f, sum = 0;
		for (long j = 0; j < width; j++)
			most = p[j] > most ? p[j] : most;
		for (long j = 0; j < width; j++)
			sum += p[j] = expf(p[j] - most);
		for (long j = 0; j < width; j++)
			p[j] *= 1 / sum;
		*log_sum(l, row, g, c, r) = most + logf(sum);
	}
	memset(s->o, 0, sizeof(float) * c->rows * hd);
	gemm(c->rows, hd, c->prompt_pad, s->scores, s->keys, 1, s->v, hd, s->o, hd);
	gemm(c->rows, hd, c->own_pad, s->scores + c->prompt_pad, s->keys, 1, s->v + c->own_at * hd, hd, s->o, hd);
	for (long r = 0; r < c->rows; r++)
		for (long j = 0; j < hd; j++)
			l->out[place(l, row, g, c, r) + j] = down(s->o[r * hd + j]);
}

void attention_forward(const layer *l) {
	memset(l->out, 0, sizeof(real) * l->b * l->t * l->heads * l->hd);
#pragma omp parallel
	{
		scratch s = scratch_of(l);
#pragma omp for schedule(dynamic)
		for (long w = 0; w < l->b * l->kv; w++) {
			long row = w / l->kv, g = w % l->kv, n = read_keys(l, row, g, &s);
			for (long x = 0; x < n; x++)
				for (long i = s.spans[x].from; i < s.spans[x].to; i += CHUNK) {
					chunk c = chunk_of(l, &s, x, i);
					forward_chunk(l, row, g, &s, &c);
				}
		}
		scratch_free(&s);
	}
}

static void backward_chunk(const layer *l, long row, long g, scratch *s, const chunk *c, const real *dout, real *dq, float *dq_norm) {
	long hd = l->hd, keys = s->keys, width = c->prompt_pad + c->own_pad;
	float scale = 1 / sqrtf(hd), dots[c->rows];
	read_scores(l, row, g, s, c);
	for (long r = 0; r < c->rows; r++) {
		float *p = s->scores + r * keys, sum = *log_sum(l, row, g, c, r);
		for (long j = 0; j < width; j++)
			p[j] = expf(p[j] - sum);
		const real *o = l->out + place(l, row, g, c, r), *d = dout + place(l, row, g, c, r);
		dots[r] = 0;
		for (long j = 0; j < hd; j++) {
			s->dout[r * hd + j] = up(d[j]);
			dots[r] += up(d[j]) * up(o[j]);
		}
		memset(s->dscores + r * keys, 0, sizeof(float) * width);
	}
	gemm(c->rows, c->prompt_pad, hd, s->dout, hd, 1, s->vt, keys, s->dscores, keys);
	gemm(c->rows, c->own_pad, hd, s->dout, hd, 1, s->vt + c->own_at, keys, s->dscores + c->prompt_pad, keys);
	for (long r = 0; r < c->rows; r++)
		for (long j = 0; j < width; j++)
			s->dscores[r * keys + j] = s->scores[r * keys + j] * (s->dscores[r * keys + j] - dots[r]);
	gemm(c->prompt_pad, hd, c->rows, s->scores, 1, keys, s->dout, hd, s->dv, hd);
	gemm(c->own_pad, hd, c->rows, s->scores + c->prompt_pad, 1, keys, s->dout, hd, s->dv + c->own_at * hd, hd);
	gemm(c->prompt_pad, hd, c->rows, s->dscores, 1, keys, s->q, hd, s->dk, hd);
	gemm(c->own_pad, hd, c->rows, s->dscores + c->prompt_pad, 1, keys, s->q, hd, s->dk + c->own_at * hd, hd);
	memset(s->dq, 0, sizeof(float) * c->rows * hd);
	gemm(c->rows, hd, c->prompt_pad, s->dscores, keys, 1, s->k, hd, s->dq, hd);
	gemm(c->rows, hd, c->own_pad, s->dscores + c->prompt_pad, keys, 1, s->k + c->own_at * hd, hd, s->dq, hd);
	for (long r = 0; r < c->rows; r++) {
		for (long j = 0; j < hd; j++)
			s->dq[r * hd + j] *= scale;
		head_backward(l, l->q, l->heads, l->q_norm, row, c->from + r / c->group, g * c->group + r % c->group, s->dq + r * hd, dq, dq_norm);
	}
}

// attention_backward writes the gradients of q, k and v and adds to those of the norms.
void attention_backward(const layer *l, const real *dout, real *dq, real *dk, real *dv, float *dq_norm, float *dk_norm) {
	long hd = l->hd;
	memset(dq, 0, sizeof(real) * l->b * l->t * l->heads * hd);
	memset(dk, 0, sizeof(real) * l->b * l->t * l->kv * hd);
	memset(dv, 0, sizeof(real) * l->b * l->t * l->kv * hd);
#pragma omp parallel reduction(+ : dq_norm[:hd], dk_norm[:hd])
	{
		scratch s = scratch_of(l);
#pragma omp for schedule(dynamic)
		for (long w = 0; w < l->b * l->kv; w++) {
			long row = w / l->kv, g = w % l->kv, n = read_keys(l, row, g, &s);
			memset(s.dk, 0, sizeof(float) * s.keys * hd);
			memset(s.dv, 0, sizeof(float) * s.keys * hd);
			for (long x = 0; x < n; x++)
				for (long i = s.spans[x].from; i < s.spans[x].to; i += CHUNK) {
					chunk c = chunk_of(l, &s, x, i);
					backward_chunk(l, row, g, &s, &c, dout, dq, dq_norm);
				}
			for (long x = 0; x < n; x++)
				for (long i = s.spans[x].from; i < s.spans[x].to; i++) {
					long at = (s.spans[x].at + i - s.spans[x].from) * hd;
					head_backward(l, l->k, l->kv, l->k_norm, row, i, g, s.dk + at, dk, dk_norm);
					for (long j = 0; j < hd; j++)
						dv[((row * l->t + i) * l->kv + g) * hd + j] = down(s.dv[at + j]);
				}
		}
		scratch_free(&s);
	}
}
