package runtime

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"log/slog"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/scheduler"
	"github.com/pawgen/pawgen/internal/run/states"
)

// begin starts a call behind what is kept of the prefix. The program stays
// until the call is closed and the batch that it may be in has ended.
func (l *loaded) begin(ctx context.Context) (*scheduler.Call, error) {
	start, release, err := l.process.prefixes.hold(ctx, l.state, func() (engine.Sequence, error) { return l.start(ctx) })
	if err != nil {
		return nil, err
	}
	seq, err := start.Fork()
	if err != nil {
		release()
		return nil, err
	}
	l.users.Add(1)
	return l.base.scheduler.Open(ctx, seq, func() {
		_ = seq.Close() // there is nobody to tell
		release()
		l.leave()
	}), nil
}

// start makes the sequence of what is kept of the prefix: from the saved state
// if there is one, and else by running the model.
func (l *loaded) start(ctx context.Context) (engine.Sequence, error) {
	if seq := l.restore(); seq != nil {
		l.process.count.restored.Add(1)
		return seq, nil
	}
	seq, err := l.compute(ctx)
	if err != nil {
		return nil, err
	}
	l.process.count.computed.Add(1)
	l.process.count.read(l.kept, 0)
	l.save(seq)
	return seq, nil
}

// compute runs the model on what is kept of the prefix.
func (l *loaded) compute(ctx context.Context) (engine.Sequence, error) {
	seq, err := l.base.model.NewSequence(l.adapter)
	if err != nil || l.kept == 0 {
		return seq, err
	}
	l.users.Add(1)
	failed := true
	call := l.base.scheduler.Open(ctx, seq, func() {
		if failed {
			_ = seq.Close()
		}
		l.leave()
	})
	defer call.Close()
	if err := call.Step(l.prefix[:l.kept], nil, nil); err != nil {
		return nil, err
	}
	failed = false
	return seq, nil
}

// restore returns the sequence of the saved state, nil if there is none that
// is of use.
func (l *loaded) restore() engine.Sequence {
	model, ok := l.base.model.(engine.Restorer)
	if !ok || l.process.saved == nil {
		return nil
	}
	state, err := l.process.saved.Load(l.key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var seq engine.Sequence
	if err == nil {
		seq, err = model.Restore(l.adapter, state)
	}
	if err == nil && seq.Len() != l.kept {
		err = errors.Join(fmt.Errorf("%d tokens, want %d", seq.Len(), l.kept), seq.Close())
	}
	if err != nil {
		slog.Debug("paw: a saved prefix is of no use", "error", err)
		return nil
	}
	return seq
}

// save saves the state of the prefix. Calls go on if that fails.
func (l *loaded) save(seq engine.Sequence) {
	saver, ok := seq.(engine.Saver)
	if !ok || l.process.saved == nil {
		return
	}
	state, err := saver.Save()
	if err == nil {
		err = l.process.saved.Save(l.key, state)
	}
	if err != nil {
		slog.Debug("paw: a prefix could not be saved", "error", err)
		return
	}
	l.process.count.stored.Add(1)
}

// stateKey is a hash of all that the state of the prefix depends on. It is
// zero if no states are saved.
func (l *loaded) stateKey(p *program.Program) (k states.Key) {
	model, ok := l.base.model.(engine.Restorer)
	if !ok || l.process.saved == nil {
		return k
	}
	h := sha256.New()
	for _, text := range []string{"paw state 1", l.process.settings.Engine, model.StateVersion(), l.base.Interpreter.SHA256()} {
		hashText(h, text)
	}
	hashText(h, string(p.GGUF))
	if a := p.Adapter; a != nil {
		hashText(h, a.Basis)
		_ = binary.Write(h, binary.LittleEndian, []int64{int64(a.Layers), int64(a.Modules), int64(a.Bases)}) // hashes don't fail
		_ = binary.Write(h, binary.LittleEndian, a.Coefficients)
	}
	_ = binary.Write(h, binary.LittleEndian, l.prefix[:l.kept])
	h.Sum(k[:0])
	return k
}

// hashText adds a text and where it ends.
func hashText(h hash.Hash, text string) {
	_ = binary.Write(h, binary.LittleEndian, int64(len(text)))
	h.Write([]byte(text))
}
