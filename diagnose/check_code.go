package diagnose

import (
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

// noteErrorCode says what the given error code means, and what it says about the signature and the faults.
func noteErrorCode(c *collector) {
	if c.given == "" || c.format == FormatJWT && !c.isMeetingSDKToken() {
		return
	}
	verdict, shown := c.codeVerdict(), c.shownCode()
	isSettled := verdict == errorcodes.Accepted || verdict == errorcodes.Other
	special := first([]choice{
		{"none", shown == ""},
		{"unknown", len(c.reports) == 0},
		{verdict + " errors", isSettled && c.hasErrors()},
		{verdict, verdict != errorcodes.Maybe},
	})
	var meanings, fitting []string
	for _, r := range c.reports {
		meanings = append(meanings, r.Where()+": "+r.Text+" "+r.Cause)
	}
	for _, f := range c.faults {
		if c.explains(f) && !slices.Contains(fitting, string(f.code)) {
			fitting = append(fitting, string(f.code))
		}
	}
	known := vars{"code": shown, "fitting": list(fitting), "one-cause": "", "causes": "", "no-cause": ""}
	delete(known, first([]choice{
		{"", c.signature == "" || c.given == c.signature},
		{"one-cause", len(fitting) == 1},
		{"causes", len(fitting) > 1},
		{"no-cause", c.hasErrors()},
	}))
	switch len(meanings) {
	case 0: // faults.txt says where to look.
	case 1:
		known["meaning"] = meanings[0]
		if !c.isForeignCode() {
			known["meaning"] = c.reports[0].Text + " " + c.reports[0].Cause
		}
		if name := c.reports[0].Name; name != "" && name != shown && !strings.ContainsAny(name+shown, ",(") {
			known["code"] += " (" + name + ")"
		}
	default:
		known["meaning"] = "It has more than one meaning:\n- " + strings.Join(meanings, "\n- ")
	}
	if c.isForeignCode() {
		known["meaning"] = foreignCode + known["meaning"]
	}
	c.report(CodeErrorCode, special, known)
}

const foreignCode = "The given SDK is not known to report this code. "

// isForeignCode reports a code of other SDKs than the one that joins.
func (c *collector) isForeignCode() bool {
	_, kind := deduceSDK(c.reports[:min(1, len(c.reports))])
	return c.kind != kindUnknown && len(c.reports) > 0 && kind != c.kind
}

// shownCode returns the code as it was understood, unless it contains the secret.
func (c *collector) shownCode() string {
	if c.secret != "" && strings.Contains(c.code, c.secret) {
		return hiddenContent
	}
	return c.clean(c.code)
}
