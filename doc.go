// Package zoomsig makes, verifies and diagnoses the signatures with which web
// pages and apps join Zoom meetings through Zoom's Meeting SDK.
//
// Most programs want NewSigner, once, and Signer.Sign for each join. It makes
// the JWT that a Meeting SDK app (now "General app" with the Meeting SDK on)
// needs, from the app's Client ID and Client Secret. LegacySigner makes the
// base64 string that JWT apps used until Zoom retired them in 2023. Each kind
// works only with the credentials of its own kind of app; mixing them is error
// 3712 "Signature is invalid". Why Zoom refuses a signature, of any origin,
// Diagnose can tell.
//
// # Units
//
// Times are time.Time here and whole Unix seconds in the JWT; a legacy signature
// has whole milliseconds. Both are cut down, never rounded up, which would lie
// in the future. Lifetimes are 1800 to 172800 seconds (48 hours) from iat. Time
// zones play no part.
//
// # Clock skew
//
// Zoom refuses a signature from the future and does not mind an old iat. A
// Signer therefore dates signatures 30 seconds back, as Zoom's samples did. If
// the clock of the machine is further off than that, set it right. If that
// cannot be, hand the Signer a SkewClock, which goes by the Date header of a
// server that is asked anyway. How long a signature is valid is written in it:
// until exp for web pages, tokenExp for native SDKs.
//
// # Verification
//
// Zoom verifies signatures; a backend does to test itself, or to take the
// signature for a proof that it made it. Signer.Verify accepts what any correct
// signer makes with the same credentials, and refuses whatever could be read in
// two ways: base64 that is not canonical, members given twice, numbers that are
// not whole. A name in other case is another name. It judges the MAC before it
// believes any claim. Nothing but the Signer says which algorithm and key count.
//
// # Divergences
//
// From Zoom's sample endpoint (meetingsdk-auth-endpoint-sample, in a copy read
// in November 2026): iat is dated back, the members stand in the order of the
// sample's published example, a meeting number must have 9 to 11 digits, and a
// signature tied to no meeting must be asked for by Claims.Native. It never
// comes of a meeting number that was forgotten.
//
// From RFC 7519: a key, iat and exp are required, times are whole numbers in
// digits alone, and repeated members are refused.
package zoomsig
