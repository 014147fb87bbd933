package zoomsig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestVerifyCost checks that a signature that is too long is rejected unread, and that
// any other takes little memory.
func TestVerifyCost(t *testing.T) {
	const megabyte = 1 << 20
	repeat := func(text string) string { return strings.Repeat(text, megabyte/len(text)) }
	tests := map[string]string{}
	for name, text := range map[string]string{
		"dots": repeat("."), "brackets": repeat("["), "braces": repeat(`{"":`), "digits": repeat("9"),
		"string": `"` + repeat("a") + `"`, "quotes": repeat(`"`), "escapes": `"` + repeat(`\u0000`) + `"`, "A": repeat("A"), "line breaks": repeat("\n"), "bad UTF-8": repeat("\xff"),
	} {
		tests["raw "+name] = text
		tests["header "+name] = jwt(text, goodPayload)
		tests["payload "+name] = jwt(goodHeader, text)
		tests["algorithm "+name] = jwt(`{"alg":`+text+`}`, goodPayload)
		tests["claim "+name] = jwt(goodHeader, payloadWith("x", text))
		tests["MAC "+name] = encode(goodHeader) + "." + encode(goodPayload) + "." + text
	}
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	for _, signature := range tests {
		claims, err := signer.Verify(signature)
		checkVerdict(t, signature, claims, err, zoomsig.ErrMalformed)
		checkAllocations(t, 5, func() { _, _ = signer.Verify(signature) })
	}

	members := func(name string, least int) string { // as many as go into 4096 bytes
		var b strings.Builder
		for n := 0; b.Len() < 2900-least; n++ {
			fmt.Fprintf(&b, `,"`+name+`":0`, n)
		}
		return b.String()
	}
	for name, tt := range map[string]struct {
		signature string
		wantErr   error
		allocs    float64
	}{
		"right":                        {jwt(goodHeader, goodPayload), nil, 10},
		"members in the header":        {jwt(`{"alg":"HS256"`+members("%x", 250)+`}`, goodPayload), nil, 30},
		"members in the payload":       {jwt(goodHeader, payloadAnd(members("%x", 250)[1:])), nil, 30},
		"escaped members":              {jwt(`{"alg":"HS256"`+members(`\u%04x`, 250)+`}`, goodPayload), nil, 250},
		"escaped members, rejected":    {jwt(`{"alg":"none"`+members(`\u%04x`, 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 250},
		"shorter escapes, rejected":    {jwt(`{"alg":"none"`+members(`\n%x`, 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 250},
		"members without an algorithm": {jwt(`{"x":0`+members("%x", 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 30},
	} {
		require.LessOrEqual(t, len(tt.signature), 4096, name)
		claims, err := signer.Verify(tt.signature)
		checkVerdict(t, tt.signature, claims, err, tt.wantErr)
		checkAllocations(t, tt.allocs, func() { _, _ = signer.Verify(tt.signature) })
	}
}
