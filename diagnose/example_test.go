package diagnose_test

import (
	"fmt"
	"time"

	"github.com/zoomsig/zoomsig/diagnose"
)

// Find out why Zoom rejected a signature with "Signature is invalid".
func ExampleSignature() {
	const signature = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." +
		"eyJhcHBLZXkiOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2Iiwic2RrS2V5IjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdiIsIm1u" +
		"IjoiODU3NDYwNjU0MzIiLCJyb2xlIjowLCJpYXQiOjE2OTAwMDE1MDYsImV4cCI6MTY5MDAwODcwNiwidG9rZW5FeHAiOjE2" +
		"OTAwMDg3MDZ9." +
		"AgFUJQZkDOkAJsAuQIlv6DnjyyyplPcY2ASNhjnvLlo"
	report := diagnose.Signature(signature, &diagnose.Options{
		At:        time.Date(2023, 7, 22, 4, 50, 8, 0, time.UTC),
		ErrorCode: "3712",
	})
	fmt.Println(report.Summary)
	for _, f := range report.Findings {
		if f.Severity == diagnose.SeverityError {
			fmt.Printf("%s: found %s\n", f.Part, f.Found)
		}
	}
	// Output:
	// iat is 98 s in the future: the time was probably computed in 32-bit floating point.
	// iat: found 1690001506 = 2023-07-22T04:51:46Z, 98 s in the future
}
