//go:build !windows

package winauth

import (
	"fmt"
	"net/http"
	"runtime"
)

// NewCurrentUser is an error: SSPI is a part of Windows.
func NewCurrentUser(CurrentUserOptions) (http.RoundTripper, error) {
	return nil, fmt.Errorf("sign-in as the current user is done by Windows itself (SSPI), and this is %s: use kerberos with a credential cache, a keytab or a password", runtime.GOOS)
}
