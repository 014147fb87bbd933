// Package zoomsig creates and verifies Zoom Meeting SDK signatures, which clients
// use to join meetings.
//
// Most programs call [NewSigner] once and [Signer.Sign] for each join. A [Signer]
// creates the JWT that a General app with the Meeting SDK enabled needs, with the
// Client ID and the Client Secret of the app. A [LegacySigner] creates the base64
// string that JWT apps used until Zoom retired them in 2023. Each kind works only
// with the credentials of its own kind of app; otherwise Zoom reports error 3712,
// "Signature is invalid". The package diagnose says why Zoom rejects a signature.
//
// # Units
//
// Times are [time.Time] values, encoded as whole Unix seconds in a JWT and whole
// milliseconds in a legacy signature. The lifetime, from iat to exp in Web SDKs and to
// tokenExp in native SDKs, is 30 minutes to 48 hours.
//
// # Clock skew
//
// Zoom rejects a signature whose iat is in the future and accepts one whose iat is
// old. A Signer therefore backdates signatures by 30 seconds by default, as Zoom's
// samples did until 2023. If the clock of the machine is more than 30 seconds fast,
// correct the clock. If that is not possible, use a [SkewClock].
//
// # Why not a JWT library
//
// A general JWT library signs whatever it is given. This package rejects, cannot express
// or allows for the following mistakes, which were made in threads of Zoom's forum and in
// public code. They make joins fail, or may:
//   - an iat in floating point, in milliseconds or ahead of Zoom's clock
//   - no appKey, or a forgotten meeting number
//   - a lifetime under 30 minutes or over 48 hours
//   - white space around a key or a secret, or a secret decoded from base64
//
// # Divergences
//
// Unlike Zoom's meetingsdk-auth-endpoint-sample (as of November 2026), this package
// backdates iat, writes the members in the order of the sample's published example,
// requires 9 to 11 digits in a meeting number, and makes a signature without a meeting
// only if Claims.Native is set.
//
// Unlike RFC 7519, [Signer.Verify] requires at least one key, iat and exp, reads times
// as whole numbers only, and limits lifetimes. It ignores nbf, aud and all other claims
// that Zoom does not use.
package zoomsig
