package adminservice

import (
	"fmt"
	"strings"
)

const systemRoleClass = "SMS_SCI_SysResUse"

// The RoleNames that matter here (AdminService notes §2.5): the service connection point, the role that every server with
// any role has, in whose row the server's proxy stands, and the SMS Provider (in published scripts).
const (
	RoleServiceConnectionPoint = "SMS Dmp Connector"
	RoleSiteSystem             = "SMS Site System"
	RoleProvider               = "SMS Provider"
)

// SystemRoleKey is what names one row: the four keys of the class.
type SystemRoleKey struct {
	FileType                     int64
	ItemName, ItemType, SiteCode string
}

// path is the address of the row. How an address names several keys is not published for this service (AdminService notes
// §1.3): this form is that of OData 4, and inferred.
func (k SystemRoleKey) path() string {
	return fmt.Sprintf("%s(FileType=%d,ItemName=%s,ItemType=%s,SiteCode=%s)", systemRoleClass, k.FileType, text(k.ItemName), text(k.ItemType), text(k.SiteCode))
}

func systemRoleKeys() []string { return []string{"FileType", "ItemName", "ItemType", "SiteCode"} }

// Host is the name of the server, without the backslashes of NetworkOSPath.
func (r SystemRole) Host() string { return strings.Trim(r.Server, `\`) }

// Proxy is how a server reaches the internet, as its site system row says (AdminService notes §2.5).
type Proxy struct {
	On        bool   // UseProxy
	Server    string // ProxyName
	Port      int64  // ProxyServerPort
	Anonymous bool   // AnonymousProxyAccess: the account is not used
	Account   string // ProxyUserName
}

// defaultProxyPort is that of a row that has none (AdminService notes §2.5).
const defaultProxyPort = 80

// Proxy is the proxy of a site system row. A row without AnonymousProxyAccess and without an account uses none (inferred).
func (r SystemRole) Proxy() Proxy {
	use, server, account := r.props[propUse], r.props[propServer], r.props[propAccount]
	p := Proxy{On: use.Value != 0, Server: server.Value2, Port: defaultProxyPort, Account: account.Value2}
	if port, ok := r.Prop(propPort); ok {
		p.Port = port.Value
	}
	anonymous, ok := r.Prop(propAnonymous)
	p.Anonymous = anonymous.Value != 0 || !ok && p.Account == ""
	return p
}

// Same reports whether two proxies are one. Names of servers and accounts have no case in Windows, and an account that is
// not used does not matter.
func (p Proxy) Same(other Proxy) bool {
	return p.On == other.On && strings.EqualFold(p.Server, other.Server) && p.Port == other.Port &&
		p.Anonymous == other.Anonymous && (p.Anonymous || strings.EqualFold(p.Account, other.Account))
}

// String is the proxy in words.
func (p Proxy) String() string {
	if !p.On {
		return "no proxy"
	}
	said := fmt.Sprintf("the proxy %s:%d", p.Server, p.Port)
	if p.Anonymous {
		return said + " without an account"
	}
	return said + " with the account " + p.Account
}
