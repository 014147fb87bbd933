package zoomsig

// Diagnose explains why Zoom rejects a signature, with error 3712 "Signature is
// invalid" or another error, no matter what created it. It accepts any string.
// Diagnose finds a signature inside longer text, such as an HTTP response. The more
// opts contains, the more Diagnose can check; if opts is nil, the zero
// [DiagnoseOptions] are used.
//
// The result has all findings, not only the first, in the order of the codes. If
// none is an error, the findings include [CodeCheckCredentials], or [CodeErrorCode]
// if the error code says that Zoom accepted the signature. Hints are written for
// users of the zoomsig command and name its flags, to which the fields of
// [DiagnoseOptions] correspond.
//
// Diagnose ignores one trailing line break, such as editors and commands add;
// [Signer.Verify] rejects it. It does not recognize a signature of more than 16,384
// bytes. It uses nothing but its arguments, and reads the clock once.
func Diagnose(signature string, opts *DiagnoseOptions) *Diagnosis {
	if opts == nil {
		opts = &DiagnoseOptions{}
	}
	e := readEvidence(signature, opts)
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
	return &Diagnosis{
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
