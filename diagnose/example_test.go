package diagnose_test

import (
	"fmt"
	"time"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// Find out why Zoom rejects a signature with "Signature is invalid".
func ExampleSignature() {
	const signature = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBLZXkiOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2Iiwic2RrS2V5IjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdiIsIm1uIjoiODU3NDYwNjU0MzIiLCJyb2xlIjowLCJpYXQiOjE2OTAwMDE1MDYsImV4cCI6MTY5MDAwODcwNiwidG9rZW5FeHAiOjE2OTAwMDg3MDZ9.AgFUJQZkDOkAJsAuQIlv6DnjyyyplPcY2ASNhjnvLlo"
	report := diagnose.Signature(signature, &diagnose.Options{
		Clock: zoomsig.ClockFunc(func() time.Time { return time.Unix(1690001408, 0) }),
	})
	if !report.OK() {
		fmt.Println("Zoom rejects it:")
	}
	for _, f := range report.Findings {
		fmt.Printf("%s %s, %s: %s\n", f.Severity, f.Code, f.Claim, f.Got)
	}
	// Output:
	// Zoom rejects it:
	// error issued-in-future, iat: 1690001506 = 2023-07-22T04:51:46Z, 98 s in the future
	// warning float32-time, iat: 1690001506, 30 less than a multiple of 128
}
