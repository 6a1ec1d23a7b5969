package entra

import (
	"crypto/sha256"
	"encoding/base64"
)

func thumbprint(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
