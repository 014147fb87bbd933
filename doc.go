// Package zoomsig makes the signatures with which web pages and apps join Zoom
// meetings through Zoom's Meeting SDK.
//
// Most programs want NewSigner, once, and Signer.Sign for each join. It makes
// the JWT that a Meeting SDK app (now "General app" with Meeting SDK on) needs,
// from the app's Client ID and Client Secret. LegacySigner makes the base64
// string that JWT apps used until Zoom retired them in 2023. Each kind works
// only with the credentials of its own kind of app, and mixing them is error
// 3712 "Signature is invalid".
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
// Signer therefore dates signatures 30 seconds back, as Zoom's samples do. If
// the clock of the machine is further off than that, correct it, or hand the
// Signer a Clock that is right.
//
// # Divergences
//
// From Zoom's sample endpoint (meetingsdk-auth-endpoint-sample, read in
// November 2026): iat is dated back, the members stand in the order of the
// sample's published example, a meeting number must have 9 to 11 digits, and a
// signature tied to no meeting must be asked for by Claims.Native. It never
// comes of a meeting number that was forgotten.
package zoomsig
