package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/weights/module"
	"github.com/pawgen/pawgen/models"
)

// A listing is what there is to say about a model.
type listing struct {
	ID      string       `json:"id"`
	Kind    catalog.Kind `json:"kind"`
	Size    int64        `json:"size,omitempty"` // bytes; 0 if unknown
	State   string       `json:"state"`          // one of the states
	Path    string       `json:"path,omitempty"`
	SHA256  string       `json:"sha256,omitempty"` // if verified
	Licence string       `json:"licence"`
	Source  string       `json:"source,omitempty"`
	Notes   string       `json:"notes,omitempty"`
}

// The states of a model.
const (
	statePart     = "part of pawgen"
	stateModule   = "Go module"
	stateVerified = "verified"
	statePresent  = "not verified"
	stateSome     = "incomplete"
	stateMissing  = "missing"
)

// models lists the models and where they are.
func (c *call) models(ctx context.Context, args []string) error {
	flags := c.Flags("models")
	asJSON := flags.Bool("json", false, "print one JSON array")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() > 0 {
		return cli.BadUsage("models: it takes no arguments", "write pawgen models [-json]")
	}
	list, err := c.listings(ctx)
	if err != nil {
		return err
	}
	if *asJSON {
		e := json.NewEncoder(c.Stdout)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	w := tabwriter.NewWriter(c.Stdout, 0, 8, 2, ' ', 0)
	for _, v := range list {
		where := v.Path
		switch v.State {
		case stateMissing, stateSome, statePresent:
			where = strings.TrimSpace(where + " (" + v.get() + ")")
		}
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%s\t%s\t%s\t%s\t%s", v.ID, v.Kind, size(v.Size), v.State, where), "\t"))
	}
	return w.Flush()
}

// get is the command that gets the model.
func (v listing) get() string {
	if path, ok := catalog.Modules()[v.ID]; ok && v.State == stateMissing {
		return "go get " + path
	}
	return "pawgen pull " + v.ID
}

// listings looks at all models: those that are Go modules, those of this binary,
// the published ones and whatever else lies in the store.
func (c *call) listings(ctx context.Context) ([]listing, error) {
	var list []listing
	for _, id := range slices.Sorted(maps.Keys(catalog.Modules())) {
		v, err := c.viewOfModule(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	for _, id := range models.IDs() {
		b, _ := models.Lookup(id)
		list = append(list, listing{ID: id, Kind: catalog.Interpreter, Size: int64(len(b.Interpreter.Bytes())), State: statePart,
			SHA256: b.Interpreter.SHA256(), Licence: b.Licence, Source: b.Source})
	}
	own, err := ownModels()
	if err != nil {
		return nil, err
	}
	for _, m := range append(catalog.Known(), own...) {
		v, err := viewOf(m)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// ownModels are the interpreters in the store that no table knows.
func ownModels() ([]catalog.Model, error) {
	dir, err := store.Dir()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var list []catalog.Model
	for _, e := range entries {
		id, isModel := strings.CutSuffix(e.Name(), ".gguf")
		_, known := catalog.FindKnown(id)
		_, module := catalog.Modules()[id]
		if isModel && !known && !module && catalog.ValidID(id) && e.Type().IsRegular() {
			list = append(list, catalog.Own(id))
		}
	}
	return list, nil
}

// viewOfModule looks for weights that are a Go module, in the module here and then
// in the store.
func (c *call) viewOfModule(ctx context.Context, id string) (listing, error) {
	w, err := module.Find(ctx, c.Dir, id)
	if err != nil {
		return viewOf(catalog.Own(id))
	}
	info, err := os.Stat(w.Path)
	if err != nil {
		return listing{}, err
	}
	return listing{ID: id, Kind: catalog.Interpreter, Size: info.Size(), State: stateModule, Path: w.Path,
		SHA256: w.SHA256, Licence: "see NOTICE beside the file", Source: catalog.Modules()[id]}, nil
}

// viewOf looks for a model's files. A compiler is as good as its worst file.
func viewOf(m catalog.Model) (listing, error) {
	v := listing{ID: m.ID, Kind: m.Kind, Size: sizeOf(m), Licence: m.Licence, Source: m.Source, Notes: m.Notes}
	found, verified, needed := 0, 0, 0
	for _, a := range m.Files {
		place, err := store.Find(m, a)
		if errors.Is(err, fs.ErrNotExist) {
			if !a.Optional {
				needed++
			}
			continue
		}
		if err != nil {
			return v, err
		}
		needed++
		found++
		if v.Path = filepath.Dir(place.Path); m.Kind == catalog.Interpreter {
			v.Path, v.Size = place.Path, place.Size
		}
		if place.SHA256 != "" && (a.SHA256 == "" || a.SHA256 == place.SHA256) {
			v.SHA256 = place.SHA256
			verified++
		}
	}
	if m.Kind == catalog.Compiler {
		v.SHA256 = ""
	}
	switch {
	case found == 0:
		v.State = stateMissing
	case found < needed:
		v.State = stateSome
	case verified < found:
		v.State, v.SHA256 = statePresent, ""
	default:
		v.State = stateVerified
	}
	return v, nil
}
