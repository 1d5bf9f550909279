// Reads what tare-random-cases prints and compares each verdict with that of Docker's own code,
// moby/patternmatcher. Exits with 1 at the first case that differs. The argument is the command that
// repeats a case, but for its seed and the count of 1.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
)

// Bytes, percent-encoded on their way here.
type encoded string

func (e *encoded) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	bytes, err := url.PathUnescape(text)
	*e = encoded(bytes)
	return err
}

type randomCase struct {
	Seed     uint64
	Rules    encoded
	Names    []encoded
	Excluded string
	Rejected encoded
}

// What Docker reads from an ignore file. Its package for that is younger than Debian's
// patternmatcher, but the functions that matter, TrimSpace and Clean, are Go's.
func patterns(text string) ([]string, error) {
	var list []string
	lines := bufio.NewScanner(strings.NewReader(text))
	for first := true; lines.Scan(); first = false {
		line := lines.Text()
		if first {
			line = strings.TrimPrefix(line, "\xEF\xBB\xBF")
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		mark := ""
		if line[0] == '!' {
			mark = "!"
			line = strings.TrimSpace(line[1:])
		}
		if line != "" {
			line = filepath.Clean(line)
			if line != "/" {
				line = strings.TrimPrefix(line, "/")
			}
		}
		list = append(list, mark+line)
	}
	return list, lines.Err()
}

// Older versions of patternmatcher crash on some malformed patterns that newer ones reject.
func rejecting(err *error) {
	if crash := recover(); crash != nil {
		*err = fmt.Errorf("crash: %v", crash)
	}
}

func newMatcher(list []string) (matcher *patternmatcher.PatternMatcher, err error) {
	defer rejecting(&err)
	return patternmatcher.New(list)
}

// Whether Docker would reject the rules when it reads them, or once a path meets the wrong one.
func rejection(list []string) error {
	if _, err := newMatcher(list); err != nil {
		return err
	}
	for _, pattern := range list {
		// Behind a rule that excludes everything an exception is evaluated, too.
		for _, single := range [][]string{{pattern}, {"**", pattern}} {
			matcher, err := newMatcher(single)
			if err == nil {
				_, _, err = match(matcher, "x", patternmatcher.MatchInfo{})
			}
			if err != nil {
				return fmt.Errorf("%q: %w", pattern, err)
			}
		}
	}
	return nil
}

func match(matcher *patternmatcher.PatternMatcher, name string, parent patternmatcher.MatchInfo) (
	excluded bool, info patternmatcher.MatchInfo, err error) {
	defer rejecting(&err)
	return matcher.MatchesUsingParentResults(name, parent)
}

// Compares the verdicts of a case whose names are sorted, so that a directory comes before what it
// holds, as in BuildKit's walk.
func compare(c *randomCase, list []string) (excluded int, err error) {
	matcher, err := newMatcher(list)
	if err != nil {
		return 0, err
	}
	infos := map[string]patternmatcher.MatchInfo{".": {}}
	for i, encodedName := range c.Names {
		name := string(encodedName)
		parent, known := infos[filepath.Dir(name)]
		if !known {
			return 0, fmt.Errorf("name %q: its directory is missing", name)
		}
		expected, info, err := match(matcher, name, parent)
		if err != nil {
			return 0, fmt.Errorf("name %q: tare takes the rules, Docker says: %w", name, err)
		}
		infos[name] = info
		if expected != (c.Excluded[i] == '1') {
			return 0, fmt.Errorf("name %q: tare says %s, Docker %s", name, verdict(!expected), verdict(expected))
		}
		if expected {
			excluded++
		}
		// The other way to ask treats parents differently where exceptions come in between.
		if !matcher.Exclusions() {
			whole, err := matcher.MatchesOrParentMatches(name)
			if err != nil || whole != expected {
				return 0, fmt.Errorf("name %q: Docker's two ways say %t and %t (%v)", name, expected, whole, err)
			}
		}
	}
	return excluded, nil
}

func verdict(excluded bool) string {
	if excluded {
		return "excluded"
	}
	return "included"
}

type totals struct {
	cases, rejected, names, excluded int
}

func (t *totals) add(c *randomCase) error {
	t.cases++
	list, err := patterns(string(c.Rules))
	if err == nil {
		err = rejection(list)
	}
	if (err != nil) != (c.Rejected != "") {
		return fmt.Errorf("rejected? tare: %q, Docker: %v", c.Rejected, err)
	}
	if err != nil {
		t.rejected++
		return nil
	}
	if len(c.Excluded) != len(c.Names) {
		return errors.New("a name without a verdict")
	}
	excluded, err := compare(c, list)
	t.names += len(c.Names)
	t.excluded += excluded
	return err
}

func run() error {
	var t totals
	lines := json.NewDecoder(bufio.NewReader(os.Stdin))
	for lines.More() {
		var c randomCase
		if err := lines.Decode(&c); err != nil {
			return err
		}
		if err := t.add(&c); err != nil {
			return fmt.Errorf("%w\nrules: %q\nto repeat: %s %d 1", err, c.Rules, os.Args[1], c.Seed)
		}
	}
	fmt.Printf("%d ignore files, %d of them rejected, and %d names under the others, %d excluded: the same\n",
		t.cases, t.rejected, t.names, t.excluded)
	// Cases that mostly match nothing would compare little.
	if t.cases == 0 || (t.cases >= 100 && (t.rejected*3 > t.cases || t.excluded*5 < t.names)) {
		return errors.New("too few of the cases say anything")
	}
	return nil
}

func main() {
	// The scanner inside patternmatcher complains there about every byte that is not UTF-8.
	os.Stderr = nil
	if err := run(); err != nil {
		fmt.Printf("FAILED: %v\n", err)
		os.Exit(1)
	}
}
