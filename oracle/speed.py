"""Compares the native engine's speed with llama.cpp's: same file, same threads, taking turns.

usage: python3 oracle/speed.py MODEL.gguf [-threads 1] [-runs 7] [-cpu] [-avx2]

Each engine has a process of its own, and they take turns at every job, so what else the machine does meets both; medians are printed as a Markdown table. A typed call
reads 40 tokens behind 300 kept ones and looks at six labels' logits. -cpu counts processor time in place of time, for one thread on a machine that does other things
too; -avx2 lets native do without AVX-512. Start to first answer is counted from an empty process, for llama.cpp without Python's own start and imports; the first answers
of native, which come before weights have been copied, are not part of the other jobs."""
import argparse, ctypes, os, random, statistics, subprocess, sys, tempfile, time

PROMPT, INPUT, LABELS, PROGRAMS, CALLS = 300, 40, 6, 4, 30
JOBS = [("typed call", "typed 1"), ("read 128", "read 128"), ("read 512", "read 512"), ("8 typed calls at once", "typed 8"), ("one more token of free text", "decode 8")]


def peer(model, threads, cpu):
    """llama.cpp's part: a job for each line of standard input."""
    import llama_cpp as L
    now = time.process_time if cpu else time.perf_counter
    began = now()
    quiet = L.llama_log_callback(lambda level, text, data: None)
    L.llama_log_set(quiet, ctypes.c_void_p(0))
    L.llama_backend_init()
    options = L.llama_model_default_params()
    m = L.llama_model_load_from_file(model.encode(), options)
    c = L.llama_context_default_params()
    c.n_ctx, c.n_batch, c.n_ubatch, c.n_seq_max, c.kv_unified = 4096, 512, 512, 16, True
    c.n_threads = c.n_threads_batch = threads
    context = L.llama_init_from_model(m, c)
    memory, size = L.llama_get_memory(context), L.llama_vocab_n_tokens(L.llama_model_get_vocab(m))
    rand, batch, prompts = random.Random(1), L.llama_batch_init(512, 0, 1), set()
    tokens = lambda n: [rand.randrange(size - 300) for _ in range(n)]
    forget = lambda s: L.llama_memory_seq_rm(memory, s, -1, -1)

    def decode(*parts):
        """Appends (sequence, first position, tokens); each one's last token gets logits."""
        n = 0
        for s, start, ts in parts:
            for i, t in enumerate(ts):
                batch.token[n], batch.pos[n], batch.n_seq_id[n], batch.logits[n] = t, start + i, 1, i == len(ts) - 1
                batch.seq_id[n][0] = s
                n += 1
        batch.n_tokens = n
        if L.llama_decode(context, batch): raise SystemExit("llama_decode failed")
        L.llama_synchronize(context)

    def timed(do):
        start = now(); do(); return now() - start

    def prompt(i):
        if i not in prompts: prompts.add(i); decode((i, 0, tokens(PROMPT)))

    def typed(calls, programs=1):
        for i in range(programs): prompt(i)
        inputs = [tokens(INPUT) for _ in range(calls)]
        def do():
            for i in range(calls): L.llama_memory_seq_cp(memory, i % programs, PROGRAMS + i, -1, -1)
            decode(*((PROGRAMS + i, PROMPT, ts) for i, ts in enumerate(inputs)))
            for i in range(calls):
                p = L.llama_get_logits_ith(context, (i + 1) * INPUT - 1)
                max(range(LABELS), key=lambda j: p[j])
        t = timed(do)
        for i in range(calls): forget(PROGRAMS + i)
        return t

    def read(n):
        ts = tokens(n)
        t = timed(lambda: decode((PROGRAMS, 0, ts))); forget(PROGRAMS); return t

    def more(n):
        prompt(0)
        L.llama_memory_seq_cp(memory, 0, PROGRAMS, -1, -1)
        ts = tokens(n)
        t = timed(lambda: [decode((PROGRAMS, PROMPT + i, [x])) for i, x in enumerate(ts)]); forget(PROGRAMS); return t / n

    def start(_):
        typed(1); return now() - began

    def most(n):
        for _ in range(n): typed(PROGRAMS, PROGRAMS)
        return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM:"))

    jobs = {"typed": typed, "read": read, "decode": more, "start": start, "memory": most}
    for line in sys.stdin:
        name, n = line.split()
        print(jobs[name](int(n)), flush=True)


class Process:
    def __init__(self, *command): self.p = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def do(self, job):
        self.p.stdin.write(job + "\n"); self.p.stdin.flush()
        return float(self.p.stdout.readline())

    def once(self, job):
        answer = self.do(job); self.p.stdin.close(); self.p.wait(); return answer


def main():
    a = argparse.ArgumentParser()
    a.add_argument("model"); a.add_argument("-threads", type=int, default=1); a.add_argument("-runs", type=int, default=7)
    a.add_argument("-cpu", action="store_true"); a.add_argument("-avx2", action="store_true"); a.add_argument("-peer", action="store_true", help=argparse.SUPPRESS)
    o = a.parse_args()
    if o.peer: return peer(o.model, o.threads, o.cpu)
    with tempfile.TemporaryDirectory() as folder:
        binary, state = os.path.join(folder, "speed"), os.path.join(folder, "state")
        subprocess.run(["go", "build", "-o", binary, "./oracle/speed"], check=True)
        native = lambda: Process(binary, o.model, str(o.threads), str(o.cpu).lower(), str(o.avx2).lower(), state)
        llama = lambda: Process(sys.executable, __file__, o.model, "-peer", "-threads", str(o.threads), *(["-cpu"] if o.cpu else []))
        ms = lambda x: f"{statistics.median(x) * 1e3:.4g} ms"
        row = lambda name, x, y: print(f"| {name} | {ms(y)} | {ms(x)} | {statistics.median(y) / statistics.median(x):.2f} |", flush=True)
        print("| | llama.cpp | native | times |\n| --- | --- | --- | --- |")
        n, l = native(), llama()
        for _ in range(45): n.do("typed 1")
        l.do("typed 1")
        for name, job in JOBS:
            x, y = zip(*((n.do(job), l.do(job)) for _ in range(o.runs)))
            row(name, x, y)
        n.once("keep 0"); l.once("typed 1")
        x, y = zip(*((native().once("start 0"), llama().once("start 0")) for _ in range(o.runs)))
        row("start to first answer, nothing kept", x, y)
        print(f"| start to first answer, kept prompt | - | {ms([native().once('kept 0') for _ in range(o.runs)])} | |")
        over = lambda p: f"{(p.once(f'memory {CALLS}') - os.path.getsize(o.model)) / 1e6:.0f} MB"
        print(f"| most memory over the file, {PROGRAMS} programs | {over(llama())} | {over(native())} | |")


main()
