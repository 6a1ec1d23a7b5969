package smsprovider

import (
	"net/http"
	"net/url"
	"strings"
)

// ntlmEndsAt is the build that refuses NTLM: version 2509 (AdminService notes §1.8, §3.9).
const ntlmEndsAt = 9141

// route is one way in, with the sign-in that it takes.
type route struct {
	prefix       string
	challenges   []string // of WWW-Authenticate
	authenticate authenticate
}

// newRoutes are those of AdminService notes §1.1: the Windows listener, its token twin, and the way through the cloud
// management gateway for clients with a token.
func (s *server) newRoutes() []route {
	negotiate := []string{"Negotiate"}
	if s.profile.Build < ntlmEndsAt {
		negotiate = append(negotiate, "NTLM")
	}
	routes := []route{
		{"/AdminService", negotiate, s.windows},
		{"/AdminService_TokenAuth", []string{"Bearer"}, s.bearer},
	}
	if s.profile.GatewayID != "" {
		routes = append(routes, route{"/CCM_Proxy_ServerAuth/" + s.profile.GatewayID + "/AdminService", []string{"Bearer"}, s.bearer})
	}
	return routes
}

// match finds the route of an escaped path; anything else is not the service's, so it is answered without a body.
func (s *server) match(path string) (on route, rest string, ok bool) {
	for _, r := range s.routes {
		if rest, ok := strings.CutPrefix(path, r.prefix); ok && (rest == "" || rest[0] == '/') {
			return r, rest, true
		}
	}
	return route{}, "", false
}

// challenge refuses a request that is not signed in: 401 without a body (AdminService notes §1.7).
func (r route) challenge(w http.ResponseWriter) {
	for _, c := range r.challenges {
		w.Header().Add("WWW-Authenticate", c)
	}
	w.WriteHeader(http.StatusUnauthorized)
}

// target is what a path below /wmi/ names.
type target struct {
	class  string
	keyed  bool
	key    string // without quotes
	quoted bool   // the key stands in quotes
	slash  bool   // the key stands behind a slash, where text has no quotes
	count  bool
	method string
	bound  bool // the method is one of an instance
}

// parseTarget reads the forms of AdminService notes §1.3 and §1.4: Class, Class(1), Class('key'), Class/key,
// Class/$count, Class.Method and Class(key)/AdminService.Method. Anything else is not found.
func parseTarget(path string) (target, error) {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return target{}, notFound()
		}
		segments[i] = plain
	}
	t, ok := parseFirst(segments[0])
	switch {
	case !ok || len(segments) > 2:
		return target{}, notFound()
	case len(segments) == 1:
		return t, nil
	}
	return parseSecond(t, segments[1])
}

func parseFirst(segment string) (target, bool) {
	name, rest, keyed := strings.Cut(segment, "(")
	if !keyed {
		class, method, static := strings.Cut(segment, ".")
		return target{class: class, method: method}, class != "" && static == (method != "")
	}
	inner, closed := strings.CutSuffix(rest, ")")
	t := target{class: name, keyed: true, key: inner}
	if len(inner) >= 2 && inner[0] == '\'' && inner[len(inner)-1] == '\'' {
		text := inner[1 : len(inner)-1]
		closed = closed && !strings.Contains(strings.ReplaceAll(text, "''", ""), "'")
		t.key, t.quoted = strings.ReplaceAll(text, "''", "'"), true
	}
	return t, closed && name != "" && t.key != ""
}

func parseSecond(t target, segment string) (target, error) {
	method, isMethod := strings.CutPrefix(segment, namespace+".")
	switch {
	case t.method != "" || segment == "":
		return target{}, notFound()
	case t.keyed && isMethod && method != "":
		t.method, t.bound = method, true
	case t.keyed:
		return target{}, notFound()
	case segment == "$count":
		t.count = true
	default:
		t.keyed, t.key, t.slash = true, segment, true
	}
	return t, nil
}
