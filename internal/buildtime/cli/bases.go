package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/weights/module"
	"github.com/pawgen/pawgen/models"
)

// FindBase makes the weights of a base model known if they come as a Go module
// of their own, once for the call. Weights that neither the module in which the
// command works nor the store has are a [*store.MissingError] that says how to
// add them.
func (c *Call) FindBase(ctx context.Context, id string) error {
	if _, ok := catalog.Modules()[id]; !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	err, asked := c.bases[id]
	if !asked {
		err = c.findBase(ctx, id)
		if c.bases == nil {
			c.bases = map[string]error{}
		}
		c.bases[id] = err
	}
	return err
}

func (c *Call) findBase(ctx context.Context, id string) error {
	w, err := module.Find(ctx, c.Dir, id)
	if err == nil {
		models.RegisterWeights(w)
		return nil
	}
	var missing *store.MissingError
	if !errors.As(err, &missing) {
		return err
	}
	if _, stored := store.Open(id); stored == nil {
		c.Note(fmt.Sprintf("%s; those of the store will do, but the generated code needs them too\n\thint: %s", missing.What, missing.Hint))
		return nil
	}
	if small, ok := models.Lookup(smallest); ok {
		missing.Hint += fmt.Sprintf(", or use //paw:base %s, which is %.1f MB and part of pawgen (pawgen -compiler %[1]s for all functions that say nothing)",
			small.ID, float64(len(small.Interpreter.Bytes()))/1e6)
	}
	return missing
}

// smallest is the base model that needs no module; its compiler has the same name.
const smallest = "nano"

// OpenBase finds a base model for compiling and testing.
func (c *Call) OpenBase(ctx context.Context, id string) (models.Base, error) {
	if err := c.FindBase(ctx, id); err != nil {
		return models.Base{}, err
	}
	return store.Open(id)
}

// BaseSums are the checksums of a base model's interpreter and of the basis of
// its adapters, if it is here; the basis is "" where programs name it. A model of
// the user's own has a checksum once it is recorded. A published model is known
// without being here.
func (c *Call) BaseSums(ctx context.Context, id string) (interpreter, basis string, known bool) {
	if m, ok := catalog.FindKnown(id); ok && m.Kind == catalog.Interpreter {
		return m.Files[0].SHA256, "", true
	}
	if _, ok := models.Lookup(id); !ok && catalog.ValidID(id) {
		return c.recordedSum(ctx, id)
	}
	base, known := models.Lookup(id)
	if !known {
		return "", "", false
	}
	if base.Basis != nil {
		basis = base.Basis.SHA256()
	}
	return base.Interpreter.SHA256(), basis, true
}

// recordedSum is the checksum of a model that isn't part of pawgen, without
// computing it.
func (c *Call) recordedSum(ctx context.Context, id string) (interpreter, basis string, known bool) {
	if _, ok := catalog.Modules()[id]; ok {
		base, err := c.OpenBase(ctx, id)
		if err != nil {
			return "", "", false
		}
		return base.Interpreter.SHA256(), "", true
	}
	m := catalog.Own(id)
	place, err := store.Find(m, m.Files[0])
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", "", false
	}
	return place.SHA256, "", place.SHA256 != ""
}
