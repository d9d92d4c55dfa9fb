package main

import (
	"context"
	"fmt"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/pull"
	"github.com/pawgen/pawgen/internal/buildtime/weights/module"
	"github.com/pawgen/pawgen/models"
)

// pull gets models into the store.
func (c *call) pull(ctx context.Context, args []string) error {
	flags := c.Flags("pull")
	mirror := flags.String("mirror", "", "a URL, folder or file to get the files from")
	offline := flags.Bool("offline", false, "use no network")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() == 0 {
		return cli.BadUsage("pull: no model", "pawgen models lists them")
	}
	var list []catalog.Model
	for _, id := range flags.Args() {
		m, err := c.wanted(ctx, id, *mirror)
		if err != nil {
			return err
		}
		list = append(list, m)
	}
	for _, m := range list {
		from := *mirror
		if w, err := module.Find(ctx, c.Dir, m.ID); err == nil && from == "" {
			from = w.Path
		}
		if err := c.pullOne(ctx, m, &pull.Puller{Mirror: from, Offline: *offline}); err != nil {
			return fmt.Errorf("pull: %w", err)
		}
	}
	return nil
}

// wanted finds the model to pull. A name that no table has is the user's own
// for a file that a mirror has, or that of weights which are a Go module.
func (c *call) wanted(ctx context.Context, id, mirror string) (catalog.Model, error) {
	if _, embedded := models.Lookup(id); embedded {
		return catalog.Model{}, cli.BadUsage(fmt.Sprintf("pull: %s is part of pawgen", id), "there is nothing to pull")
	}
	if m, ok := catalog.FindKnown(id); ok {
		return m, nil
	}
	if _, ok := catalog.Modules()[id]; ok && mirror == "" {
		_, err := module.Find(ctx, c.Dir, id)
		return catalog.Own(id), err
	}
	if !catalog.ValidID(id) || mirror == "" {
		return catalog.Model{}, cli.BadUsage(fmt.Sprintf("pull: unknown model %q", id),
			"pawgen models lists the known ones; a model of your own needs -mirror with its file")
	}
	return catalog.Own(id), nil
}

// pullOne says what it gets and under which terms, and gets it.
func (c *call) pullOne(ctx context.Context, m catalog.Model, p *pull.Puller) error {
	if m.Source != "" {
		fmt.Fprintf(c.Stderr, "%s: %s, %s, from %s\n\tlicence: %s\n", m.ID, m.Title, size(sizeOf(m)), m.Source, m.Licence)
	}
	if m.Notes != "" {
		fmt.Fprintf(c.Stderr, "\tnote: %s\n", m.Notes)
	}
	bar := cli.NewProgress(c.Stderr)
	p.Progress = func(step pull.Progress) {
		s := generate.Progress{Function: step.File, Stage: size(step.Done)}
		if step.Total > 0 {
			s.Stage += " of " + size(step.Total)
			s.Done = float64(step.Done) / float64(step.Total)
		}
		bar.Show(s)
	}
	outcomes, err := p.Pull(ctx, m)
	bar.Stop()
	for _, o := range outcomes {
		fmt.Fprintf(c.Stdout, "%s: %s", o.File, o.Did)
		if o.Path != "" {
			fmt.Fprintf(c.Stdout, ": %s, %d bytes, sha256 %s", o.Path, o.Size, o.SHA256)
		}
		fmt.Fprintln(c.Stdout)
	}
	if err == nil && m.Base != "" {
		if base, ok := catalog.FindKnown(m.Base); ok {
			if _, missing := store.Find(base, base.Files[0]); missing != nil {
				fmt.Fprintf(c.Stderr, "%s: its programs run on %s, which is not here\n\thint: run pawgen pull %s\n", m.ID, base.ID, base.ID)
			}
		}
	}
	return err
}

// sizeOf is the size of a model's files in bytes, 0 if unknown.
func sizeOf(m catalog.Model) int64 {
	total := m.About
	for _, a := range m.Files {
		total += a.Size
	}
	return total
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n == 0:
		return "size unknown"
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
