package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// headerText returns the header for the report.
func (e *evidence) headerText() string {
	if e.format != FormatJWT {
		return ""
	}
	return e.showJSON(e.segments[0].decoded)
}

// payloadText returns the payload for the report; of a legacy signature, the
// fields without the MAC, which may be the right one.
func (e *evidence) payloadText() string {
	switch {
	case e.format == FormatLegacy:
		fields := e.segments[0].decoded
		return e.showJSON(fields[:strings.LastIndexByte(fields, '.')])
	case len(e.segments) > 1:
		return e.showJSON(e.segments[1].decoded)
	}
	return ""
}

// showJSON returns text on one line, printable and bounded. What does not print
// is escaped as in JSON.
func (e *evidence) showJSON(text string) string {
	const longest = 2000
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		text = compact.String()
	}
	var b strings.Builder
	for _, r := range text {
		if b.Len() > longest {
			b.WriteString("…")
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return e.secret.show(b.String())
}

// unchecked returns what was not checked, and how to have it checked.
func (e *evidence) unchecked() []string {
	if !hasFields(e) {
		return nil
	}
	var list []string
	switch {
	case e.opts.Secret == "":
		list = append(list, "the secret: set ZOOM_MEETING_SDK_SECRET")
	case !canTellSecret(e) && !knowsSecret(e):
		list = append(list, "the secret: it cannot be compared with this signature")
	}
	if e.opts.Key == "" {
		list = append(list, "the key: set ZOOM_MEETING_SDK_KEY, or pass -key")
	}
	if e.opts.Join == nil {
		list = append(list, "what the page passes to join(): pass -join-key, -join-meeting and -join-role")
	}
	if e.opts.ErrorCode == 0 {
		list = append(list, "the error code: pass -error with the code that join() reported")
	}
	return list
}
