package hosted

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// FromEnvironment makes a client as the official SDK would: server and key come
// from PAW_API_URL and PAW_API_KEY or, without them, from the file that its
// login command writes.
func FromEnvironment() (*Client, error) {
	config, err := readConfig()
	if err != nil {
		return nil, err
	}
	c := &Client{URL: cmp.Or(os.Getenv("PAW_API_URL"), config.URL), Key: cmp.Or(os.Getenv("PAW_API_KEY"), config.Key)}
	if u, err := url.Parse(c.base()); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("the server's address is %q, want one that begins with https://\n\thint: set PAW_API_URL", c.base())
	}
	return c, nil
}

// sdkConfig is the official SDK's config.json.
type sdkConfig struct {
	Key string `json:"api_key"`
	URL string `json:"api_url"`
}

// readConfig reads the official SDK's configuration, if there is one.
func readConfig() (c sdkConfig, err error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return c, nil
	}
	path := filepath.Join(home, ".config", "programasweights", "config.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Notice is what to know before a spec is sent to a server.
func Notice(server string, public bool) string {
	text := "specs are sent to " + server + "; inputs and tests never are. "
	if public {
		return text + "You asked for public programs: anybody can find and read them, specs included."
	}
	return text + "Programs are asked to be private, but the service ignores that for a spec that somebody had compiled publicly before, may want an API key for it, and states neither terms nor how long it keeps specs."
}
