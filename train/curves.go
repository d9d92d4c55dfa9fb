package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

// curvesFile is the chart of a training in its work folder.
const curvesFile = "curves.svg"

// curve is what a stage's log says about one shard: the running share of right
// answers by millions of tokens.
type curve []point

type point struct{ tokens, share float64 }

// before is the part of a curve before some number of tokens.
func (c curve) before(tokens float64) curve {
	i := len(c)
	for i > 0 && c[i-1].tokens >= tokens {
		i--
	}
	return c[:i]
}

var (
	logLine  = regexp.MustCompile(`^step \d+ Mtok ([0-9.]+) level \w+ loss [0-9.]+ \| (.*) \| \d+ tok/s$`)
	logShare = regexp.MustCompile(`(\S+) ([0-9.]+)`)
)

// writeCurves draws the curves of the stages that dir has logs of.
func writeCurves(dir string) error {
	var charts []stageChart
	for _, stage := range []string{"interpreter", "compiler", "fixed"} {
		curves, err := readLog(filepath.Join(dir, stage+".log"))
		if errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		if len(curves) > 0 {
			charts = append(charts, stageChart{stage, curves})
		}
	}
	if charts == nil {
		return fmt.Errorf("%s: no training has logged a step", dir)
	}
	return atomicfile.Write(filepath.Join(dir, curvesFile), drawCurves(charts), 0o644)
}

// readLog returns the curves of a stage by shard. A training that was stopped
// goes on from its checkpoint, before the last lines that it logged; those count
// no more.
func readLog(path string) (map[string]curve, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	curves := map[string]curve{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20) // the evaluations' lines are long
	for lines.Scan() {
		m := logLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		tokens, _ := strconv.ParseFloat(m[1], 64) // the expression lets numbers through only
		for name, c := range curves {
			curves[name] = c.before(tokens)
		}
		for _, s := range logShare.FindAllStringSubmatch(m[2], -1) {
			share, _ := strconv.ParseFloat(s[2], 64)
			curves[s[1]] = append(curves[s[1]], point{tokens, share})
		}
	}
	maps.DeleteFunc(curves, func(_ string, c curve) bool { return len(c) == 0 })
	return curves, lines.Err()
}

// stageChart is one stage of a training with its curves.
type stageChart struct {
	stage  string
	curves map[string]curve
}

// The chart's measures, in pixels.
const (
	curveWidth, curveHeight = 560, 220
	curveLeft, curveTop     = 40, 30
	curveNames              = 120 // right of the curves
)

var curveColours = []string{"#2f7ed8", "#e08214", "#3aa655", "#b35bc4", "#8c8c8c", "#c0392b", "#16a2a2", "#8a6d3b"}

// drawCurves draws the stages below each other, as SVG that follows the
// reader's light or dark theme.
func drawCurves(charts []stageChart) []byte {
	var b bytes.Buffer
	const row = curveTop + curveHeight + 40
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">`+"\n",
		curveLeft+curveWidth+curveNames, row*len(charts))
	b.WriteString("<style>text{fill:#222}.grid{stroke:#8888;stroke-width:.5}polyline{fill:none;stroke-width:1.5}@media (prefers-color-scheme:dark){text{fill:#ddd}}</style>\n")
	for i, c := range charts {
		fmt.Fprintf(&b, `<g transform="translate(%d %d)">`+"\n", curveLeft, row*i+curveTop)
		c.draw(&b)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (c stageChart) draw(b *bytes.Buffer) {
	names := slices.Sorted(maps.Keys(c.curves))
	end := func(name string) point { return c.curves[name][len(c.curves[name])-1] }
	longest := 0.0
	for _, name := range names {
		longest = max(longest, end(name).tokens)
	}
	fmt.Fprintf(b, `<text x="0" y="-12">%s: right answers on training tasks, by millions of tokens</text>`+"\n", c.stage)
	y := func(share float64) float64 { return curveHeight * (1 - share) }
	x := func(tokens float64) float64 { return curveWidth * tokens / longest }
	for i := range 5 {
		share, tokens := float64(i)/4, longest*float64(i)/4
		fmt.Fprintf(b, `<line class="grid" x1="0" y1="%[1]g" x2="%[2]d" y2="%[1]g"/><text x="-6" y="%[3]g" text-anchor="end">%.0[4]f %%</text>`+"\n",
			y(share), curveWidth, y(share)+4, 100*share)
		fmt.Fprintf(b, `<text x="%g" y="%d" text-anchor="middle">%.1f</text>`+"\n", x(tokens), curveHeight+16, tokens)
	}
	// The names stand in the order of the curves' ends, so that each is near its own.
	slices.SortStableFunc(names, func(n, m string) int { return cmp.Compare(end(m).share, end(n).share) })
	below := 0.0
	for i, name := range names {
		curve, colour := c.curves[name], curveColours[i%len(curveColours)]
		var line strings.Builder
		for _, p := range curve {
			fmt.Fprintf(&line, "%.1f,%.1f ", x(p.tokens), y(p.share))
		}
		share := end(name).share
		below = max(below+13, y(share)+4)
		fmt.Fprintf(b, `<polyline stroke="%s" points="%s"/><text x="%d" y="%.1f" style="fill:%s">%s %.0f %%</text>`+"\n",
			colour, strings.TrimSpace(line.String()), curveWidth+6, below, colour, name, 100*share)
	}
}
