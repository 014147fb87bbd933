package diagnose

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
