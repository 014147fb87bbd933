// Package diagnose explains why Zoom rejects a Meeting SDK signature, with error
// 3712 "Signature is invalid" or another error, no matter what created it.
//
// [Signature] needs only the text; the more [Options] contains, the more it can
// check. The [Report] has a [Finding] for each thing that is wrong or worth knowing,
// with a stable [Code] and a hint that says what to change. Hints are written for
// users of the zoomsig command and name its flags, to which the fields of Options
// correspond.
//
// Nothing is sent anywhere: a diagnosis depends only on its arguments and on the
// clock. The secret never appears in a report.
package diagnose

// Signature diagnoses a signature, which may be any string: it is also found inside
// longer text, such as an HTTP response. If opts is nil, the zero [Options] are used.
//
// The report has all findings, not only the first, in the order of the codes. If
// none is an error, the findings include [CodeCheckCredentials], or [CodeErrorCode]
// if the error code says that Zoom accepted the signature.
//
// One trailing line break, such as editors and commands add, is ignored;
// [zoomsig.Signer.Verify] rejects it. A signature of more than 16,384 bytes is not
// recognized.
func Signature(text string, opts *Options) *Report {
	if opts == nil {
		opts = &Options{}
	}
	e := readEvidence(text, opts)
	var passed []string
	for _, rules := range [][]rule{formatRules(), claimRules(), timeRules(), credentialRules(), joinRules()} {
		for _, r := range rules {
			if r.when != nil && !r.when(e) {
				continue
			}
			if ok := r.apply(e); ok && r.passed != "" {
				passed = append(passed, r.passed)
			}
		}
	}
	return &Report{
		Format:    e.format,
		At:        e.now,
		Header:    e.headerText(),
		Payload:   e.payloadText(),
		Findings:  e.findings,
		times:     e.timeLines(),
		passed:    passed,
		unchecked: e.unchecked(),
	}
}
