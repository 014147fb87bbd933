package diagnose

import (
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// meetingSDKClaims are the claims that distinguish a Meeting SDK signature from other
// JWTs, each with spellings that people have used for it, in lower case without
// separators.
var meetingSDKClaims = map[string][]string{
	"appKey":            {"appkey", "apikey", "clientid"},
	"sdkKey":            {"sdkkey"},
	"mn":                {"mn", "meetingnumber", "meetingid", "meetingno"},
	"role":              {"role", "userrole", "meetingrole", "roletype"},
	"tokenExp":          {"tokenexp", "tokenexpiry", "tokenexpiration", "tokenexpires"},
	"video_webrtc_mode": {"videowebrtcmode"},
}

// timeSpellings are likewise those of the registered claims.
var timeSpellings = map[string][]string{
	"iat": {"iat", "issuedat"},
	"exp": {"exp", "expiry", "expires", "expiresat", "expiration"},
}

func isMeetingSDKClaim(name string) bool { return meetingSDKClaims[name] != nil }

// claimName returns the name of a member as it is, or quoted and bounded if it is
// no name that a claim would have.
func claimName(name string) string {
	if name == "" || len(name) > 32 || strings.ContainsFunc(name, isNotInKey) {
		return jsontext.CiteString(name)
	}
	return name
}

// isKey reports a text that could be a key: letters, digits, _ and -.
func isKey(text string) bool {
	return len(text) >= 16 && len(text) <= 40 && !strings.ContainsFunc(text, isNotInKey)
}

func isNotInKey(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r == '-')
}

// isPlaceholder reports what an example or an unset variable has in place of a value.
func isPlaceholder(text string) bool {
	matches := func(text string, match func(text, word string) bool, words string) bool {
		return slices.ContainsFunc(strings.Fields(words), func(word string) bool { return match(text, word) })
	}
	last := max(0, len(text)-1)
	ends := text[:min(1, len(text))] + text[last:]
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(text))
	const longest = 40
	switch {
	case matches(text, strings.Contains, "${ {{ <% #{ %s %( process.env os.environ getenv"):
		return true
	case last > 0 && matches(text, strings.HasPrefix, "$ @"):
		return true
	case last > 1 && matches(ends, strings.EqualFold, "<> %% [] __") || ends == "{}" && !strings.Contains(text, ":"):
		return true
	case strings.Trim(plain, "x*.") == "":
		return len(plain) > 2
	}
	return matches(plain, strings.EqualFold, "undefined null none nil nan test key sdkkey appkey apikey clientid signature "+
		"zoomsdkkey zoomclientid zoomapikey zoommeetingsdkkey meetingsdkkey") ||
		len(plain) <= longest && matches(plain, strings.Contains, "key clientid secret signature") &&
			(matches(plain, strings.HasPrefix, "your insert replace my") || strings.HasSuffix(plain, "here"))
}

// placeholderSecrets are the secrets of well-known examples, and what an unset
// variable becomes.
var placeholderSecrets = [...]string{
	"your-256-bit-secret", "a-string-secret-at-least-256-bits-long", // jwt.io
	"MEETING_SDK_SECRET_HERE", "SDK_SECRET_HERE", "JWT_API_SECRET_HERE", // READMEs of Zoom's samples
	"YOUR_CLIENT_SECRET_OR_SDK_SECRET", "YOUR_CLIENT_SECRET", "YOUR_SDK_SECRET", "YOUR_API_SECRET", "YOUR_SECRET",
	"your_client_secret", "your_sdk_secret", "your-secret", "your_secret", "SDK_SECRET", "API_SECRET", "CLIENT_SECRET",
	"ZOOM_SDK_SECRET", "ZOOM_CLIENT_SECRET", "ZOOM_MEETING_SDK_SECRET",
	"secret", "", "undefined", "null", "None",
}
