package fuzzybench

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"unicode"
)

// The chart's measures, in pixels.
const (
	chartWidth  = 720
	labelWidth  = 150
	barHeight   = 12
	barWidth    = chartWidth - labelWidth - 60
	groupGap    = 10
	legendWidth = 110
	chartTop    = 40
)

// colours of the methods, legible on white and on black.
var colours = []string{"#2f7ed8", "#e08214", "#8c8c8c", "#3aa655", "#b35bc4"}

// chart draws the normalised shares as bars, one group a category, as SVG that
// follows the reader's light or dark theme.
func (r *Report) chart() []byte {
	var groups []string
	rows := func(m MethodReport) []Score {
		list := []Score{m.All}
		for _, c := range m.Categories {
			list = append(list, c.Score)
		}
		return list
	}
	groups = append(groups, "all")
	if len(r.Methods) > 0 {
		for _, c := range r.Methods[0].Categories {
			groups = append(groups, named(c.Category))
		}
	}
	group := barHeight*len(r.Methods) + groupGap
	height := chartTop + len(groups)*group + groupGap
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="11">`+"\n", chartWidth, height)
	b.WriteString("<title>Right answers, normalised, by category</title>\n<style>text{fill:#222}.grid{stroke:#8888;stroke-width:.5}@media (prefers-color-scheme:dark){text{fill:#ddd}}</style>\n")
	for i, m := range r.Methods {
		x := labelWidth + i*legendWidth
		fmt.Fprintf(&b, `<rect x="%d" y="8" width="10" height="10" fill="%s"/><text x="%d" y="17">%s</text>`+"\n", x, colours[i%len(colours)], x+14, escape(m.Name))
	}
	fmt.Fprintf(&b, `<text x="%d" y="17" text-anchor="end">normalised</text>`+"\n", labelWidth-8)
	for tick := 0; tick <= 100; tick += 25 {
		x := labelWidth + barWidth*tick/100
		fmt.Fprintf(&b, `<line class="grid" x1="%d" y1="%d" x2="%d" y2="%d"/><text x="%d" y="%d" text-anchor="middle">%d %%</text>`+"\n",
			x, chartTop-4, x, height-groupGap, x, chartTop-8, tick)
	}
	for g, name := range groups {
		y := chartTop + g*group
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", labelWidth-8, y+barHeight*len(r.Methods)/2+4, escape(short(name)))
		for i, m := range r.Methods {
			p := rows(m)[g].Normalised
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/><text x="%.1f" y="%d">%.0f</text>`+"\n",
				labelWidth, y+i*barHeight, p*barWidth, barHeight-2, colours[i%len(colours)], labelWidth+p*barWidth+4, y+i*barHeight+barHeight-3, 100*p)
		}
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// short cuts a name to what fits beside the bars, in most fonts.
func short(name string) string {
	left := labelWidth - 22
	for i, r := range name {
		switch {
		case r >= 0x1100: // Korean, Chinese and what else is wide
			left -= 12
		case unicode.IsUpper(r) || r == 'm' || r == 'w':
			left -= 11
		default:
			left -= 6
		}
		if left < 0 {
			return name[:i] + "…"
		}
	}
	return name
}

func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a bytes.Buffer takes everything
	return b.String()
}
