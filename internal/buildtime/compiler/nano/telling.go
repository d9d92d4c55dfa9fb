package nano

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// tellingWords is the most keywords that a label gets from its examples.
const tellingWords = 6

// telling returns the words that tell a label from the others by its examples
// alone: those that no other label's example has. Where an example has several,
// everyday words count only if there are no others, and the longest come first:
// they are the likeliest to mean something.
func telling(examples []compiler.Example, label string) []string {
	others := map[string]bool{}
	for _, e := range examples {
		if e.Output != label {
			for _, w := range words(e.Input) {
				others[w] = true
			}
		}
	}
	var found []string
	for _, e := range examples {
		if e.Output != label {
			continue
		}
		own := slices.DeleteFunc(words(e.Input), func(w string) bool {
			return others[w] || utf8.RuneCountInString(w) < 3 || function[w]
		})
		if slices.ContainsFunc(own, func(w string) bool { return !everyday[w] }) {
			own = slices.DeleteFunc(own, func(w string) bool { return everyday[w] })
		}
		own = slices.DeleteFunc(own, func(w string) bool { return slices.Contains(found, w) })
		slices.SortStableFunc(own, func(a, b string) int { return len(b) - len(a) })
		found = append(found, own[:min(2, len(own))]...)
	}
	return found[:min(tellingWords, len(found))]
}

// words are the words of a text in lower case, each once.
func words(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' }) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// function words say nothing about a label.
var function = wordSet(`the and for with from into about this that these those was were are has have had not but you your
 they their them she her his him its our can could will would should may might must did does done been being who what when
 where which why how there here then than too very please just some any all one two now new out off over under after before
 again also only still yet ever never always often today yesterday tomorrow let get got want need like make see say said`)

// everyday words stand in messages about anything.
var everyday = wordSet(`able above across actually afternoon against ago agree almost alone along already although another
 answer answered anybody anyone anything anyway around arrive arrived ask asked asks attachment away back bad became because
 become began begin behind believe below best better between big bit both bring brought call called came cannot car case
 caught certain change changed cheers city clear close cold colleague come comes coming common company country couple course
 customer dark day days deal dear decided deep different difficult dinner doing door down during each early easy either else
 end ended enough entire even evening everybody everyone everything exactly expect explain eyes face fact family far fast feel
 feeling feels few field figure final finally find fine first follow following force forget form former forward found free
 friday friend friends front full fun further future gave general gets getting give given gives glad goes going gone good
 great green greetings ground group grow guess guy half hand hands happen happened happening happens happy hard having head
 hear heard heart held hello help hey high himself hold home hope hour hours house however human idea important inside instead
 interest itself job join keep keeping keeps kept kids kind kindly knew know known knows large last late lately later lead
 least leave leaving left less lets letter level life light line lines list listen little live lived lives living local long
 longer look looked looking looks lose lost lots loud love loved low lunch main makes making man many matter matters maybe
 mean means meet meeting member men mention mentioned mentions middle mind minute minutes miss missing moment monday month
 months more morning most mother move moved much music myself name names near nearby nearly needed needs neighbour neither
 next nice night nobody none noon nor normal north note nothing notice noticed number numbers office okay old once ones open
 others otherwise outside overall own part particular party past pay people perhaps person picture piece place plan play point
 possible present pretty probably problem problems promised put question questions quick quickly quiet quite ran rather reach
 read ready real really reason receive received regarding regards remember remind reply rest right road rule run running sad
 same sat saturday saw school second seconds seeing seem seems seen send sending sent sentence serious set several shall short
 show showed shown side silent similar simple simply since sister sit situation small somebody somehow someone something
 sometimes somewhat somewhere soon sorry sort sound south speak special spoke stand start started state stay stood stop
 stopped story strange street strong stuff such sudden suddenly sunday sure surprised table take taken takes taking talk
 talked team tell telling tells thank thanks thing things think thinks third thought thousand three through thursday time
 times together told tonight took top total touch toward towards town tried tries trouble true try trying tuesday turn turned
 twice type understand understood unless until upon upset urgent use used user users uses using usual usually various walk
 walked wanted wants warm watch water way ways wednesday week weekend weeks well went west whatever whether while white whole
 whose wish without woman women wonder wondering word words work worked working works world worse worst worth write writing
 written wrong wrote year years yes young yours yourself`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}
