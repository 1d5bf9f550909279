// Matches names with Docker's own matcher, github.com/moby/patternmatcher, directory by directory
// as BuildKit does, and prints what a name costs in nanoseconds and how many are excluded.
//
//	match_peer RULES NAMES
//
// RULES has one pattern a line, NAMES one name a line, directories with a '/' behind, each before
// what it holds.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/moby/patternmatcher"
)

type name struct {
	text      string
	depth     int
	directory bool
}

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: match_peer RULES NAMES"))
	}
	matcher, err := patternmatcher.New(lines(os.Args[1]))
	fail(err)
	var names []name
	levels := 0
	for _, line := range lines(os.Args[2]) {
		text := strings.TrimSuffix(line, "/")
		depth := strings.Count(text, "/")
		if depth >= levels {
			levels = depth + 1
		}
		names = append(names, name{text, depth, text != line})
	}

	// Patterns are compiled when they are first asked; that is not counted here.
	_, err = matcher.MatchesOrParentMatches("node_modules/package/index.js")
	fail(err)

	parents := make([]patternmatcher.MatchInfo, levels+1) // of the directories above a name
	excluded := 0
	begin := time.Now()
	for _, name := range names {
		matched, info, err := matcher.MatchesUsingParentResults(name.text, parents[name.depth])
		fail(err)
		if matched {
			excluded++
		}
		if name.directory {
			parents[name.depth+1] = info
		}
	}
	spent := time.Since(begin)
	fmt.Printf("%.1f %d\n", float64(spent.Nanoseconds())/float64(len(names)), excluded)
}

func lines(path string) []string {
	text, err := os.ReadFile(path)
	fail(err)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "match_peer:", err)
		os.Exit(2)
	}
}
