package diagnose

import "time"

// Options tells [Signature] what is known about a signature besides its text. A
// field that is left at its zero value is not checked.
type Options struct {
	// At is the time at which Zoom rejected the signature. If zero, it is the
	// current time.
	At time.Time
	// SDK is the SDK that joins. If it is empty or unknown, it is deduced from
	// ErrorCode and Join where these belong to only one SDK.
	SDK SDK
	// ErrorCode is what the SDK reported: a number such as "3712", a name such as
	// "AUTHRET_JWTTOKENWRONG", or a line that contains one, as a console prints it.
	ErrorCode string
	// Key is the key (Client ID) that the signature should have been made for.
	Key string
	// Secret is the secret (Client Secret) that the signature should have been
	// made with. It never appears in a [Report]: if it can be read in the
	// signature, the report shows no content of the signature.
	Secret string
	// Join is what the page passes to the Web SDK's join function.
	Join *Join
}

// Join is what a page passes to the Web SDK's join function with the signature,
// spelled as the page passes it. An empty string is not compared.
type Join struct {
	SDKKey        string
	MeetingNumber string
	Role          string // "0" or "1", or a name that zoomsig.ParseRole accepts
}

// SDK is one of Zoom's Meeting SDKs. All but [SDKWeb] are native SDKs.
type SDK string

// The Meeting SDKs.
const (
	SDKWeb         SDK = "web"
	SDKAndroid     SDK = "android"
	SDKIOS         SDK = "ios"
	SDKWindows     SDK = "windows"
	SDKMacOS       SDK = "macos"
	SDKLinux       SDK = "linux"
	SDKElectron    SDK = "electron"
	SDKReactNative SDK = "react-native"
)

// kind is all that most checks need to know about the SDK.
type kind string

const (
	kindUnknown kind = ""
	kindWeb     kind = "web"
	kindNative  kind = "native"
)

func (s SDK) kind() kind {
	switch s {
	case SDKWeb:
		return kindWeb
	case SDKAndroid, SDKIOS, SDKWindows, SDKMacOS, SDKLinux, SDKElectron, SDKReactNative:
		return kindNative
	}
	return kindUnknown
}
