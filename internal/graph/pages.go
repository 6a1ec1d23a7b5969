package graph

// page is one answer of a list, with the link to the next one.
type page[M any] interface {
	comparable
	GetValue() []M
	GetOdataNextLink() *string
}

// collect reads a list from its first page to its last. A link to another host is refused before anything is sent.
func collect[M any, P page[M]](first P, err error, next func(link string) (P, error)) ([]M, error) {
	var none P
	out := []M{}
	for p := first; ; {
		if err != nil {
			return nil, clean(err)
		}
		if p == none {
			return out, nil
		}
		out = append(out, p.GetValue()...)
		link := text(p.GetOdataNextLink())
		if link == "" {
			return out, nil
		}
		p, err = next(link)
	}
}
