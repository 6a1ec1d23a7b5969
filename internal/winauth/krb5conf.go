package winauth

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
)

// always TCP: a ticket of Active Directory with its list of groups does not fit a datagram, and a KDC that is down is
// noticed at once, not after a time-out (MIT's meaning of 1).
const alwaysTCP = 1

const kerberosPort = "88"

// krb5Config reads the krb5.conf that is named, or makes one of realm and KDCs. It is made anew for each exchange: the
// library reorders the list of KDCs in place.
func (o KerberosOptions) krb5Config() (*config.Config, error) {
	if o.ConfigPath == "" {
		return o.ownConfig()
	}
	file, err := readKrb5Files(o.ConfigPath)
	if err != nil {
		return nil, fmt.Errorf("reading the krb5.conf: %w", err)
	}
	c, err := config.NewFromString(file.text.String())
	var unsupported config.UnsupportedDirective
	if err != nil && !errors.As(err, &unsupported) {
		return nil, fmt.Errorf("reading the krb5.conf %s: %w", o.ConfigPath, err)
	}
	if o.Realm != "" {
		c.LibDefaults.DefaultRealm = strings.ToUpper(o.Realm)
	}
	fill(c, file.sets)
	return c, nil
}

// fill sets what a file leaves open: domain controllers from the DNS where it names none, as MIT's library does, AES, and
// TCP.
func fill(c *config.Config, set map[string]bool) {
	d := &c.LibDefaults
	d.DNSLookupKDC = d.DNSLookupKDC || !set["dns_lookup_kdc"]
	if !set["udp_preference_limit"] {
		d.UDPPreferenceLimit = alwaysTCP
	}
	permitted := aes()
	if set["permitted_enctypes"] && len(d.PermittedEnctypeIDs) > 0 {
		permitted = d.PermittedEnctypeIDs
	}
	if !set["default_tkt_enctypes"] {
		d.DefaultTktEnctypeIDs = permitted
	}
	if !set["default_tgs_enctypes"] {
		d.DefaultTGSEnctypeIDs = permitted
	}
	// Ten hours are what Active Directory grants at most by default; a longer wish is cut to it.
	d.TicketLifetime = 10 * time.Hour
}

// aes are the encryption types that are asked for. RC4 is left out: who still needs it says so in a krb5.conf.
func aes() []int32 {
	return []int32{etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES128_CTS_HMAC_SHA1_96, etypeID.AES256_CTS_HMAC_SHA384_192, etypeID.AES128_CTS_HMAC_SHA256_128}
}

// ownConfig knows one realm. Without KDCs they are looked up in the DNS, as Windows does it (_kerberos._tcp.<realm>), and
// so are those of a realm that it is referred to.
func (o KerberosOptions) ownConfig() (*config.Config, error) {
	realm := strings.ToUpper(o.Realm)
	if !isRealm(realm) {
		return nil, fmt.Errorf("realm %q is not the DNS name of a domain", o.Realm)
	}
	c := config.New()
	fill(c, nil)
	c.LibDefaults.DefaultRealm = realm
	c.LibDefaults.PermittedEnctypeIDs = aes()
	c.LibDefaults.PreferredPreauthTypes = []int{int(etypeID.AES256_CTS_HMAC_SHA1_96)}
	kdcs := make([]string, 0, len(o.KDCs))
	for _, kdc := range o.KDCs {
		address, err := withPort(kdc)
		if err != nil {
			return nil, err
		}
		kdcs = append(kdcs, address)
	}
	c.Realms = []config.Realm{{Realm: realm, KDC: kdcs}}
	return c, nil
}

func withPort(kdc string) (string, error) {
	kdc = strings.TrimSpace(kdc)
	host, port := kdc, kerberosPort
	if h, p, err := net.SplitHostPort(kdc); err == nil {
		host, port = h, p
	} else {
		host = strings.Trim(host, "[]")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil || host == "" || strings.ContainsAny(host, " /@") {
		return "", fmt.Errorf("kdc %q is not a host, or a host and a port", kdc)
	}
	return net.JoinHostPort(host, port), nil
}
