package diagnose

import "github.com/zoomsig/zoomsig"

// Options tells [Signature] what is known about a signature besides its text.
// Apart from Clock, whatever is left at its zero value is not checked.
type Options struct {
	// Clock provides the time at which to check the signature: pass a
	// [zoomsig.ClockFunc] that returns the time of a rejection to find out what was
	// wrong then. If nil, the system clock is used.
	Clock zoomsig.Clock
	// Key is the key (Client ID) that the signature should have been made for.
	Key string
	// Secret is the secret (Client Secret) that the signature should have been
	// made with. It never appears in a [Report]: if it can be read in the
	// signature, the diagnosis shows no content of the signature.
	Secret string
	// Join is what the page passes to the Web SDK's join function.
	Join *Join
	// ErrorCode is the code that the join function or the SDK reported, such as 3712
	// or 4012.
	ErrorCode int
}

// Join is what a page passes to the Web SDK's join function with the signature,
// spelled exactly as the page passes it. An empty string or a nil Role is not
// compared.
type Join struct {
	SDKKey, MeetingNumber string
	Role                  *zoomsig.Role // the role in which the page joins
}
