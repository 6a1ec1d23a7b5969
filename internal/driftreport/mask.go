package driftreport

// mask says which parts of a value are sensitive. The zero value hides nothing.
type mask struct {
	all  bool
	keys map[string]*mask
	// elements is for every element of a list: what was at one place before may be at another after.
	elements *mask
}

// newMask reads before_sensitive or after_sensitive: true, false, or a structure with true at what is sensitive. What is
// none of these hides everything, and so does a mark that is missing beside a value.
func newMask(marks, value any) *mask {
	if marks == nil && value != nil {
		return &mask{all: true}
	}
	return parseMask(marks)
}

func parseMask(marks any) *mask {
	switch marks := marks.(type) {
	case nil:
		return nil
	case bool:
		if marks {
			return &mask{all: true}
		}
		return nil
	case map[string]any:
		m := &mask{keys: map[string]*mask{}}
		for key, below := range marks {
			m.keys[key] = parseMask(below)
		}
		return m
	case []any:
		m := &mask{}
		for _, below := range marks {
			m.elements = m.elements.with(parseMask(below))
		}
		return m
	default:
		return &mask{all: true}
	}
}

// with hides what either of two masks hides.
func (m *mask) with(other *mask) *mask {
	switch {
	case m == nil:
		return other
	case other == nil:
		return m
	}
	out := &mask{all: m.all || other.all, keys: map[string]*mask{}, elements: m.elements.with(other.elements)}
	for _, keys := range []map[string]*mask{m.keys, other.keys} {
		for key, below := range keys {
			out.keys[key] = out.keys[key].with(below)
		}
	}
	return out
}

// any reports whether something is hidden.
func (m *mask) any() bool {
	if m == nil {
		return false
	}
	if m.all || m.elements.any() {
		return true
	}
	for _, below := range m.keys {
		if below.any() {
			return true
		}
	}
	return false
}

// hides reports whether a value is hidden as a whole. A value whose shape is not that of the mask is, too: then it cannot
// be told what of it is meant.
func (m *mask) hides(value any) bool {
	if m == nil || value == nil {
		return m != nil && m.all
	}
	switch value.(type) {
	case map[string]any:
		return m.all || m.elements.any()
	case []any:
		return m.all || (&mask{keys: m.keys}).any()
	default:
		return m.any()
	}
}

func (m *mask) key(name string) *mask {
	switch {
	case m == nil:
		return nil
	case m.all:
		return m
	}
	return m.keys[name]
}

func (m *mask) element() *mask {
	switch {
	case m == nil:
		return nil
	case m.all:
		return m
	}
	return m.elements
}
