package zoomsig

// Diagnose explains why Zoom rejects a signature, with error 3712 "Signature is
// invalid" or another error, whatever program created it. It accepts any string.
// Diagnose finds a signature inside longer text, such as an HTTP response. The more
// opts contains, the more Diagnose can check; if opts is nil, the zero
// [DiagnoseOptions] are used.
//
// The result has all findings, not only the first, in the order of the codes. If
// there are no errors, they include [CodeCheckCredentials], or [CodeErrorCode] if the
// error code says that Zoom accepted the signature. Hints are written for users of
// the zoomsig command and name its flags, to which the fields of [DiagnoseOptions]
// correspond.
//
// Diagnose ignores one line break at the end, which [Signer.Verify] rejects: files
// and commands add it. It reads at most 16,384 bytes as one signature. It uses nothing
// but its arguments, and reads the clock once.
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
