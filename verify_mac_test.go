package zoomsig_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestVerifyEveryPlace checks that a signature becomes invalid if it is truncated anywhere,
// or if any one character is changed, removed or repeated.
func TestVerifyEveryPlace(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	rejected := func(signature string) {
		claims, err := signer.Verify(signature)
		if err == nil || claims != nil {
			require.Fail(t, "accepted", signature)
		}
		switch sentinelOf(t, err) {
		case zoomsig.ErrMalformed, zoomsig.ErrAlgorithm, zoomsig.ErrSignature:
		default:
			require.Fail(t, "believed before the MAC", "%v", err)
		}
	}
	for i := range good {
		rejected(good[:i])
		rejected(good[i+1:])
		rejected(good[:i] + good[i+1:])
		rejected(good[:i] + good[i:i+1] + good[i:])
		for c := 0; c < 256; c++ {
			if byte(c) != good[i] {
				rejected(good[:i] + string([]byte{byte(c)}) + good[i+1:])
			}
		}
	}
	_, err := signer.Verify(good)
	assert.NoError(t, err)
}

// TestVerifyEveryLetter changes each letter of header and payload under the right MAC,
// and compares with the second implementation.
func TestVerifyEveryLetter(t *testing.T) {
	now := time.Unix(testNow, 0)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now)})
	input := encode(goodHeader) + "." + encode(goodPayload)
	for i := range input {
		for _, c := range base64Alphabet {
			signature := seal(input[:i] + string(c) + input[i+1:])
			want, ok := foreignVerify(testKey, testSecret, signature, now)
			claims, err := signer.Verify(signature)
			require.Equal(t, ok, err == nil, "%s: %v", signature, err)
			if ok {
				require.Equal(t, want, *claims)
			}
		}
	}
	for _, header := range []string{strings.ToUpper(encode(goodHeader)), strings.ToLower(encode(goodHeader))} {
		signature := seal(header + "." + encode(goodPayload))
		claims, err := signer.Verify(signature)
		checkVerdict(t, signature, claims, err, zoomsig.ErrMalformed)
	}
}
