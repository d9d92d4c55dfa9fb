package tasks

import (
	"slices"
	"strings"
)

// heldOutTopics appear only in evaluation: a spec with their words tests
// whether matching transfers to words the pair has never seen.
var heldOutTopics = unseen(parseTopics(`
security: phishing, malware, breach, ransomware, hacker, virus, spyware, leaked, intruder, botnet
space: rocket, orbit, telescope, astronaut, comet, satellite, lunar, asteroid, nebula, launchpad
garden: tulip, lawn, hedge, compost, shovel, orchid, weeds, greenhouse, mulch, sprinkler
returns: exchange, sent back, wrong size, defective, swap, replacement, unopened, money back, label
museum: painting, sculpture, exhibit, curator, gallery, fossil, portrait, antique, mosaic
theatre: rehearsal, stage, curtain, costume, applause, monologue, ballet, spotlight, orchestra
boats: anchor, harbour, sail, rudder, captain, ferry, canoe, dock, lifeboat, keel
coding: compiler, variable, refactor, branch merge, unit test, pointer, syntax, loop, debugger
bees: hive, beekeeper, honeycomb, nectar, swarm, beeswax, pollen, drone bee, smoker
chess: bishop, checkmate, gambit, stalemate, pawn, castling, grandmaster, endgame
camping: tent, campfire, sleeping bag, lantern, hammock, backpack, trailhead, mosquito
wedding: bride, groomsman, bouquet, honeymoon, veil, best man, confetti, engagement
fishing: trout, fishing rod, bait, salmon, angler, tackle box, wader, fish hook
jewellery: necklace, bracelet, earring, diamond, brooch, gemstone, sapphire, pendant
sewing: needle, bobbin, hem, embroidery, thimble, patchwork, crochet, knitting, yarn
volcano: lava, eruption, magma, crater, earthquake, tsunami, seismic, landslide
circus: juggler, acrobat, trapeze, clown, unicycle, magician, big top, tightrope
chemistry: acid, molecule, catalyst, beaker, solvent, isotope, titration, pipette
elections: ballot, polling station, turnout, mayor race, referendum, recount, senator
robots: gripper, servo, actuator, robot arm, lidar, conveyor, humanoid, joystick
dairy: cheddar, yoghurt, whey, buttermilk, mozzarella, curds, rennet, creamery
skiing: chairlift, avalanche, snowboard, slalom, goggles, ski pass, piste, toboggan
pottery: glaze, porcelain, kiln, potter wheel, earthenware, terracotta, ceramics
radio: antenna, shortwave, podcast, frequency, transmitter, jingle, airwaves
virtual machines: hypervisor, guest image, balloon driver, thin provisioning, vcpu, paravirtual
firmware: bootloader, flashing, bios, watchdog timer, nvram, brownout, coredump
compliance: gdpr, retention rule, whistleblower, sanction, disclosure, conflict of interest
dentist: molar, cavity, filling, gum disease, toothache, wisdom tooth, flossing
optics: lens, microscope, prism, binoculars, laser beam, spectacles, refraction
recycling: landfill, cardboard, scrap metal, bottle bank, upcycled, incinerator, wheelie bin
horses: saddle, stallion, bridle, gallop, hoof, foal, jockey, paddock
winery: vineyard, grape, cork, sommelier, barrel, vintage, decanter, tannin
puzzles: crossword, jigsaw, riddle, sudoku, labyrinth, anagram, brain teaser
orchard tools: ladder rack, pruning shears, wheelbarrow, pitchfork, fruit picker, lopper
`), 4)

// knownStems are the stems of the words in training's keywords.
var knownStems = func() map[string]bool {
	known := map[string]bool{}
	add := func(topics []topic) {
		for _, t := range topics {
			for w := range strings.FieldsSeq(t.name + " " + strings.Join(t.words, " ")) {
				known[stemOf(w)] = true
			}
		}
	}
	add(trainTopics)
	for _, w := range ownSets {
		for _, set := range w.trained {
			add(set)
		}
	}
	return known
}()

// unseen drops the keywords that are made of the words of training's, and the
// topics that keep fewer than n.
func unseen(topics []topic, n int) []topic {
	for i := range topics {
		topics[i].words = slices.DeleteFunc(topics[i].words, func(w string) bool {
			return !slices.ContainsFunc(strings.Fields(w), func(part string) bool { return !knownStems[stemOf(part)] })
		})
	}
	return slices.DeleteFunc(topics, func(t topic) bool { return len(t.words) < n })
}
