package diagnose_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// TestShortSecret: where crypto/hmac rejects short secrets with a panic,
// they are not compared; elsewhere they are.
func TestShortSecret(t *testing.T) {
	d := diagnose.Signature(handMade(goodHeader, diagnosedPayload, testSecret), &diagnose.Options{Clock: at(testNow), Secret: "short"})
	want := "secret-mismatch"
	if strings.Contains(os.Getenv("GODEBUG"), "fips140=only") {
		want = "check-credentials"
	}
	assert.Equal(t, want, strings.Join(codesOf(d), " "))
}

// TestSwapped: whoever gives the key as the secret and the secret as the key
// is told so, and does not see the secret.
func TestSwapped(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	d := diagnose.Signature(good, &diagnose.Options{Clock: at(testNow), Key: testSecret, Secret: testKey})
	require.Equal(t, "key-used-as-secret key-mismatch secret-in-claims secret-in-claims", strings.Join(codesOf(d), " "))
	assert.Contains(t, d.Findings[0].Hint, "they are swapped, either in the program that signs or in what was given")
	assert.Contains(t, d.Findings[2].Hint, "If the program that signs has swapped key and secret, regenerate the secret,")
	d = diagnose.Signature(good, &diagnose.Options{Clock: at(testNow), Key: "other", Secret: testKey})
	require.Equal(t, "secret-mismatch key-mismatch secret-in-claims secret-in-claims", strings.Join(codesOf(d), " "))
	assert.Contains(t, d.Findings[2].Hint, "Regenerate the secret in the app's credentials", "the key is not the secret")
	for _, opts := range []diagnose.Options{
		{Key: testSecret, Secret: testKey},
		{Key: testSecret},
		{Key: " " + testSecret + "\n"},
		{Join: &diagnose.Join{SDKKey: testSecret, MeetingNumber: testSecret}},
	} {
		opts.Clock = at(testNow)
		d := diagnose.Signature(good, &opts)
		assert.NotEmpty(t, d.Findings)
		assert.NotContains(t, d.String(), testSecret)
	}
	d = diagnose.Signature(handMade(goodHeader, diagnosedPayload, testKey), &diagnose.Options{Clock: at(testNow), Key: testKey, Secret: testSecret})
	require.Equal(t, "key-used-as-secret", strings.Join(codesOf(d), " "))
	assert.Contains(t, d.Findings[0].Hint, "Sign with the secret, and put the key in appKey and sdkKey", "only the key is in the wrong place")
}

// TestHides: what a diagnosis shows of a signature that contains the
// secret, and where it says the secret is.
func TestHides(t *testing.T) {
	const hidden = "[hidden, because it contains the secret]"
	places := map[string]string{
		`"s":"` + testSecret + `"`:              "s",
		`"` + testSecret + `":1`:                "payload",
		`"a name":"` + testSecret + `"`:         `"a name"`,
		`"s":{"nested":["` + testSecret + `"]}`: "s",
	}
	for member, place := range places {
		text := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":7,`+member), testSecret)
		d := diagnose.Signature(text, &diagnose.Options{Clock: at(testNow), Secret: testSecret})
		assert.Equal(t, hidden, d.Header)
		assert.Equal(t, hidden, d.Payload)
		require.Equal(t, "role-value secret-in-claims", strings.Join(codesOf(d), " "))
		assert.Equal(t, hidden, d.Findings[0].Got)
		assert.Equal(t, place, d.Findings[1].Claim)
		assert.Contains(t, d.Findings[1].Hint, "Regenerate the secret in the app's credentials, and take it out")
		assert.NotContains(t, d.String(), "1700007180", "the times")
	}
	const between = `role":0,"iat":16` // spans members, so no claim contains it
	d := diagnose.Signature(handMade(goodHeader, diagnosedPayload, testSecret), &diagnose.Options{Clock: at(testNow), Secret: between})
	require.Equal(t, "secret-mismatch secret-in-claims", strings.Join(codesOf(d), " "))
	assert.Equal(t, "payload", d.Findings[1].Claim)
	assert.Equal(t, hidden, d.Payload)

	d = diagnose.Signature("secret=%53"+testSecret[1:], &diagnose.Options{Clock: at(testNow), Secret: testSecret})
	require.Equal(t, "not-a-signature secret-in-claims", strings.Join(codesOf(d), " "))
	assert.Equal(t, hidden, d.Findings[0].Got)

	host := zoomsig.RoleHost
	text := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":0,"s":"`+testSecret+`"`), testSecret)
	d = diagnose.Signature(text, &diagnose.Options{Clock: at(testNow), Secret: testSecret, Join: &diagnose.Join{Role: &host}})
	require.Equal(t, "secret-in-claims join-role-differs", strings.Join(codesOf(d), " "))
	assert.Equal(t, hidden, d.Findings[1].Want)

	text = handMade(`{"alg":"HS257","zip":"DEF"}`, `{"sdkKey":"a b","appKey":7,"mn":"831 379","role":7,"iat":"1700000099","exp":1700000199,"tokenExp":1700172900.5,`+
		`"video_webrtc_mode":9,"exp":1700000199,"s":"`+testSecret+`"}`, testSecret)
	d = diagnose.Signature("before it "+text, &diagnose.Options{Clock: at(testNow), Key: testKey, Secret: testSecret, Join: &diagnose.Join{SDKKey: "x", MeetingNumber: "1"}})
	for _, content := range []string{"HS257", "DEF", "a b", "831", "1700000", "17001729", "100 s", "172801", "before it"} {
		assert.NotContains(t, strings.ReplaceAll(d.String(), "Unix time 1700000000", ""), content)
	}
	assert.Empty(t, diagnose.Signature("."+strings.SplitN(text, ".", 2)[1], &diagnose.Options{Clock: at(testNow), Secret: testSecret}).Header)

	assert.NotContains(t, d.String(), "(issued at)")
	d = diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":0,"a b":"SECRET!"`), testSecret), &diagnose.Options{Clock: at(testNow), Secret: "SECRET!"})
	i := slices.Index(codesOf(d), "secret-in-claims")
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, `"a b"`, d.Findings[i].Claim)
	const backslash = `a secret\name with a backslash`
	d = diagnose.Signature(backslash+" "+handMade(goodHeader, diagnosedPayload, testSecret), &diagnose.Options{Clock: at(testNow), Secret: backslash})
	assert.Contains(t, codesOf(d), "secret-in-claims")
	assert.NotContains(t, d.String(), backslash)
}
