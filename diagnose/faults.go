package diagnose

import (
	_ "embed"
	"strings"
	"sync"
)

// fault is a [Finding] in the making.
type fault struct {
	code                  Code
	severity              Severity
	part, found, expected string
	says                  string // the fault as a whole sentence, for the summary
	hint                  string
	cure                  string // the name of the snippets that show it
	member                string // where the member stands that part names, if part comes from the text
	explains              string // which error codes it can cause, as faults.txt says
	rank                  int    // the report has those of a lower rank first
}

// choice is a special case, and whether it applies.
type choice struct {
	special string
	applies bool
}

// first returns the first of the special cases that applies, or "".
func first(choices []choice) string {
	for _, choice := range choices {
		if choice.applies {
			return choice.special
		}
	}
	return ""
}

//go:embed faults.txt
var faultsFile string

// vars are texts that are named in braces.
type vars map[string]string

// faultSections has the lines of each section of faults.txt by their names. The
// section of a special case begins with those of the section of its code.
var faultSections = sync.OnceValue(func() map[string]vars {
	sections := map[string]vars{}
	var section vars
	name := ""
	for _, line := range strings.Split(faultsFile, "\n") {
		switch {
		case strings.HasPrefix(line, "["):
			line = strings.Trim(line, "[]")
			code, _, _ := strings.Cut(line, " ")
			section = vars{}
			for name, text := range sections[code] {
				section[name] = text
			}
			sections[line] = section
		case strings.HasPrefix(line, "  "):
			section[name] += line[1:]
		case line != "" && line[0] != '#':
			name, line, _ = strings.Cut(line, ":")
			section[name] = strings.TrimPrefix(line, " ")
			delete(section, name+" web") // inherited
			delete(section, name+" native")
		}
	}
	return sections
})

// wording is a section of faults.txt as it reads for a fault that was found.
type wording struct {
	known   vars // what the check knows
	section vars
	kind    kind
}

// get returns what a name stands for, or "".
func (w wording) get(name string) string {
	text, _ := w.find(name)
	return text
}

func (w wording) find(name string) (text string, found bool) {
	if text, found = w.known[name]; found {
		return text, true
	}
	for _, section := range []vars{w.section, faultSections()["common"]} {
		for _, key := range []string{name + " " + string(w.kind), name} {
			if text, found = section[key]; found {
				return w.fill(text), true
			}
		}
	}
	return "", false
}

var lineBreaks = strings.NewReplacer(` \n`, "\n", `\n`, "\n")

// fill replaces the names in braces by what they stand for. Other braces stay.
func (w wording) fill(text string) string {
	pieces := strings.Split(lineBreaks.Replace(text), "{")
	for i, piece := range pieces[1:] {
		name, rest, _ := strings.Cut(piece, "}")
		if inner, found := w.find(name); found {
			pieces[i+1] = inner + rest
		} else {
			pieces[i+1] = "{" + piece
		}
	}
	return strings.Join(pieces, "")
}
