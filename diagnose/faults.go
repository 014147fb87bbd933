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
}

//go:embed faults.txt
var faultsFile string

// vars are what a check knows and the lines of faults.txt name in braces.
type vars map[string]string

// faultSections has the lines of each section of faults.txt by their names. A section
// of a special case begins with those of the section of its code.
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
			var text string
			name, text, _ = strings.Cut(line, ":")
			section[name] = strings.TrimPrefix(text, " ")
			delete(section, name+" "+string(kindWeb)) // inherited
			delete(section, name+" "+string(kindNative))
		}
	}
	for _, section := range sections {
		for name, text := range section {
			section[name] = lineBreaks.Replace(text)
		}
	}
	return sections
})

var lineBreaks = strings.NewReplacer(` \n`, "\n", `\n`, "\n")

// faultText resolves the names in a section of faults.txt.
type faultText struct {
	known           vars
	section, common vars
	kind            kind
}

// text returns what a name stands for, and whether it stands for anything: for what the
// check knows, for a line of the section, or for a common one.
func (f *faultText) text(name string) (text string, ok bool) {
	if text, ok = f.known[name]; ok {
		return text, true
	}
	for _, lines := range []vars{f.section, f.common} {
		for _, key := range []string{name + " " + string(f.kind), name} {
			if text, ok = lines[key]; ok {
				return f.fill(text), true
			}
		}
	}
	return "", false
}

// fill replaces the names in braces by what they stand for. Other braces stay.
func (f *faultText) fill(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if inner, ok := f.text(name); ok {
			b.WriteString(inner)
			text = after
			continue
		}
		b.WriteByte('{')
		text = rest
	}
}

// report reports a fault with the words of the section of faults.txt that is named after
// its code and, unless it is empty, a special case.
func (c *collector) report(code Code, special string, known vars) {
	sections := faultSections()
	name := strings.TrimSuffix(string(code)+" "+special, " ")
	f := faultText{known: known, section: sections[name], common: sections["common"], kind: c.kind}
	get := func(name string) string { text, _ := f.text(name); return text }
	severity := SeverityError
	if text := get("severity"); text != "" {
		severity = Severity(text)
	}
	c.add(severity, fault{code: code, part: get("part"), found: get("found"), expected: get("expected"),
		says: get("says"), hint: get("hint"), cure: get("cure"), member: get("member")})
}
