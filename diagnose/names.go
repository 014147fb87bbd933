package diagnose

import (
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
	for _, template := range []string{"${", "{{", "<%", "#{", "%s", "%(", "process.env", "os.environ", "getenv"} {
		if strings.Contains(text, template) {
			return true
		}
	}
	isBraced := strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") && !strings.Contains(text, ":")
	if len(text) > 1 && (text[0] == '$' || text[0] == '@' || isBraced) {
		return true
	}
	if last := len(text) - 1; last > 1 && strings.Contains("<> %% [] __", text[:1]+text[last:]) {
		return true
	}
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(text))
	if strings.Trim(plain, "x*.") == "" {
		return len(plain) > 2
	}
	switch plain {
	case "undefined", "null", "none", "nil", "nan", "test", "key", "sdkkey", "appkey", "apikey", "clientid", "zoomsdkkey",
		"zoomclientid", "zoomapikey", "zoommeetingsdkkey", "meetingsdkkey", "signature":
		return true
	}
	const longest = 40
	names := strings.Contains(plain, "key") || strings.Contains(plain, "clientid") || strings.Contains(plain, "secret") ||
		strings.Contains(plain, "signature")
	return len(plain) <= longest && names && (strings.HasPrefix(plain, "your") || strings.HasPrefix(plain, "insert") ||
		strings.HasPrefix(plain, "replace") || strings.HasPrefix(plain, "my") || strings.HasSuffix(plain, "here"))
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
