package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/models"
)

// openWeights finds the file of weights that aren't part of the binary: in the store,
// or else where they lay when the binary was built. A file of another checksum
// in the store is passed over: it is of another version of the module.
func openWeights(w models.Weights) (*models.File, error) {
	m := catalog.Own(w.ID)
	place, err := Find(m, m.Files[0])
	if err == nil {
		file, err := models.Map(place.Path, place.SHA256)
		if err != nil || file.SHA256() == w.SHA256 {
			return file, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if info, err := os.Stat(w.Path); err == nil && info.Mode().IsRegular() {
		return models.Map(w.Path, w.SHA256)
	}
	dir, _ := Dir() // Find had it
	what := fmt.Sprintf("this binary was built without the weights of %q, and they are not in %s", w.ID, dir)
	if place.Path != "" {
		what = fmt.Sprintf("this binary was built without the weights of %q, and %s has another SHA-256 than %s", w.ID, place.Path, w.SHA256)
	}
	return nil, &MissingError{what, fmt.Sprintf("run pawgen pull %s in the module of the program, set PAWGEN_MODELS to the folder that has %s.gguf, or build without the tag pawgen_external", w.ID, w.ID)}
}
