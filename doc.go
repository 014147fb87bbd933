// Package zoomsig creates and verifies Zoom Meeting SDK signatures, which clients
// use to join meetings.
//
// Most programs call [NewSigner] once and [Signer.Sign] for each join. A [Signer]
// creates the JWT that a General app with the Meeting SDK enabled needs, with the
// Client ID and the Client Secret of the app. A [LegacySigner] creates the base64
// string that JWT apps used until Zoom retired them in 2023. Each kind of
// signature works only with the credentials of its own kind of app; otherwise Zoom
// reports error 3712, "Signature is invalid". The package diagnose explains why Zoom
// rejects a signature, no matter what created it.
//
// # Units
//
// Times are [time.Time] values in this package, whole Unix seconds in a JWT, and
// whole milliseconds in a legacy signature. They are truncated, never rounded up,
// so that no time moves into the future. A lifetime is 30 minutes to 48 hours (1800
// to 172800 seconds), counted from iat. A signature is valid until exp in the Web
// SDK and until tokenExp in native SDKs. Time zones do not matter.
//
// # Clock skew
//
// Zoom rejects a signature whose iat is in the future and accepts one whose iat is
// old. A Signer therefore backdates signatures by 30 seconds by default, as Zoom's
// samples did until 2023. If the clock of the machine is more than 30 seconds fast,
// correct the clock. If that is not possible, use a [SkewClock] and pass it the Date
// header of HTTP responses from a trusted server.
//
// # Verification
//
// Zoom verifies signatures; a backend can use [Signer.Verify] in tests, or to
// confirm that it issued a signature. Verify accepts the signatures of any
// implementation that follows Zoom's documentation and has the same credentials. It
// rejects whatever is ambiguous: base64 that is not canonical, repeated members of
// the JSON, and numbers that are not whole. The names of members are case-sensitive.
// The MAC is checked before any claim is read, and the algorithm and the secret are
// those of the Signer, whatever the header names.
//
// # Divergences
//
// This package differs from Zoom's sample endpoint, meetingsdk-auth-endpoint-sample
// (as of November 2026), as follows:
//   - iat is backdated by default, as it no longer is in the sample.
//   - The members are in the order of the sample's published example.
//   - A meeting number must have 9 to 11 digits.
//   - A signature that is not tied to a meeting must be requested by setting
//     [Claims].Native. Omitting the meeting number by mistake is an error.
//
// It differs from RFC 7519 as follows:
//   - A key, iat and exp are required.
//   - Times are whole numbers, without a sign, a fraction or an exponent.
//   - An iat in the future and a lifetime of more than 48 hours are rejected.
//   - nbf, aud and other claims that Zoom does not use are ignored.
package zoomsig
