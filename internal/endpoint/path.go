package endpoint

import (
	"slices"
	"strings"
)

// normalPath brings the path of a URL into its normal form, in which letters, digits and "-._~" are not encoded, other
// encoded characters have upper-case digits, and there are no dot segments. It has none, and the second result is false,
// where two servers could read it differently:
//   - an encoded slash, backslash or percent sign, an encoded control character or one beyond ASCII;
//   - an encoded dot at the start of a segment, or after nothing but dots;
//   - a character that must be encoded and is not;
//   - a dot segment that leads above the root, or that stands beside an empty segment;
//   - any other segment that starts with a dot, such as "..;".
func normalPath(path string) (string, bool) {
	if path == "" {
		return "/", true
	}
	decoded, ok := decodePath(path)
	if !ok || decoded[0] != '/' {
		return "", false
	}
	return resolveDots(decoded)
}

// decodePath decodes what may be written either way, and refuses what may not be written at all.
func decodePath(path string) (string, bool) {
	var out strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c != '%' {
			if !pathByte(c) {
				return "", false
			}
			out.WriteByte(c)
			continue
		}
		if i+2 >= len(path) || !isHex(path[i+1]) || !isHex(path[i+2]) {
			return "", false
		}
		c = unhex(path[i+1])<<4 | unhex(path[i+2])
		if c < ' ' || c > '~' || strings.IndexByte("/\\%", c) >= 0 || c == '.' && onlyDots(out.String()) {
			return "", false
		}
		if plainByte(c) || c == '.' {
			out.WriteByte(c)
		} else {
			out.WriteString("%" + strings.ToUpper(path[i+1:i+3]))
		}
		i += 2
	}
	return out.String(), true
}

// onlyDots reports whether there is nothing but dots after the last slash.
func onlyDots(path string) bool {
	return strings.Trim(path[strings.LastIndexByte(path, '/')+1:], ".") == ""
}

// resolveDots takes away "." and "..".
func resolveDots(path string) (string, bool) {
	segments := strings.Split(path[1:], "/")
	dots := slices.ContainsFunc(segments, func(s string) bool { return s == "." || s == ".." })
	if dots && slices.Contains(segments[:len(segments)-1], "") {
		return "", false
	}
	out := []string{}
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case s == "..":
			if len(out) == 0 {
				return "", false
			}
			out = out[:len(out)-1]
		case s != "." && strings.HasPrefix(s, "."):
			return "", false
		case s != ".":
			out = append(out, s)
		}
		if last && (s == "." || s == "..") {
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/"), true
}

// matchPath reports whether a path, in its normal form, is one that an entry stands for.
func (e Entry) matchPath(path string) bool {
	switch {
	case e.Path == "" || e.Path == path:
		return true
	case e.Exact:
		return false
	case strings.HasSuffix(e.Path, "/"):
		return strings.HasPrefix(path, e.Path)
	default:
		return strings.HasPrefix(path, e.Path+"/")
	}
}

// validPath reports whether a path of an entry is in its normal form, of characters that mean themselves in the words of
// every product, and the same if a URL has them encoded.
func validPath(path string) bool {
	if path == "" {
		return true
	}
	normal, ok := normalPath(path)
	special := func(r rune) bool { return r != '/' && r != '.' && !plainByte(byte(r)) }
	return ok && normal == path && path != "/" && len(path) <= 1024 && !strings.ContainsFunc(path, special) && !strings.Contains(path, "//")
}

// pathByte reports whether a character may stand in a path as it is (RFC 3986, section 3.3).
func pathByte(c byte) bool {
	return plainByte(c) || strings.IndexByte("./!$&'()*+,;=:@", c) >= 0
}

// plainByte reports whether a character means the same encoded and not, and is no dot.
func plainByte(c byte) bool {
	return isLower(rune(c)) || isDigit(rune(c)) || 'A' <= c && c <= 'Z' || c == '-' || c == '_' || c == '~'
}

func isHex(c byte) bool {
	return isDigit(rune(c)) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case isDigit(rune(c)):
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	default:
		return c - 'A' + 10
	}
}
