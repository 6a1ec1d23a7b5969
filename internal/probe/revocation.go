package probe

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/crypto/ocsp"
)

// revokedRemedy is what to do when a list or an answer cannot be had.
const revokedRemedy = "The service connection point checks revocation, with the proxy of the operating system, not with its own (netsh winhttp show proxy): without it every connection fails. Allow this address in clear text, TCP 80."

// chain looks up revocation for every certificate below the root, as Windows does it.
func (p *probe) chain(ctx context.Context, chain []*x509.Certificate) {
	p.revocation(ctx, chain[0], chain[1])
	for i := 1; i+1 < len(chain); i++ {
		for _, address := range chain[i].CRLDistributionPoints {
			p.add(of(chain[i], p.crl(ctx, address, chain[i], chain[i+1])))
		}
		for _, address := range chain[i].OCSPServer {
			p.add(of(chain[i], p.ocsp(ctx, address, chain[i], chain[i+1])))
		}
	}
}

// of says which certificate a check is about.
func of(between *x509.Certificate, c Check) Check {
	c.Asked += fmt.Sprintf(" (of the issuer %q)", between.Subject.CommonName)
	return c
}

// revocation fetches what says whether the certificate is revoked, and reads it.
func (p *probe) revocation(ctx context.Context, leaf, issuer *x509.Certificate) {
	if len(leaf.CRLDistributionPoints) == 0 {
		p.add(Check{"crl", Skipped, "", "The certificate names no revocation list.", ""})
	}
	for _, address := range leaf.CRLDistributionPoints {
		p.add(p.crl(ctx, address, leaf, issuer))
	}
	if len(leaf.OCSPServer) == 0 {
		p.add(Check{"ocsp", Skipped, "", "The certificate names no OCSP responder.", ""})
	}
	for _, address := range leaf.OCSPServer {
		p.add(p.ocsp(ctx, address, leaf, issuer))
	}
}

func (p *probe) crl(ctx context.Context, address string, leaf, issuer *x509.Certificate) Check {
	c := Check{"crl", Fail, "GET " + address, "", revokedRemedy}
	data, err := p.fetch(ctx, http.MethodGet, address, nil, "")
	if err != nil {
		c.Answered = err.Error()
		return c
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	list, err := x509.ParseRevocationList(data)
	if err != nil {
		c.Answered, c.Remedy = fmt.Sprintf("%d bytes that are no revocation list: %v", len(data), err), "Something on the way answers in place of the server, as a page that says the address is blocked. "+revokedRemedy
		return c
	}
	c.Answered = fmt.Sprintf("a list of %d entries, issued by %s, to be renewed by %s", len(list.RevokedCertificateEntries), list.Issuer, date(list.NextUpdate))
	if err := list.CheckSignatureFrom(issuer); err != nil {
		c.Remedy = fmt.Sprintf("The list is not signed by the issuer of the certificate (%v): something on the way changes it, or keeps another in its cache.", err)
		return c
	}
	if late := p.stale(list.NextUpdate); late != "" {
		c.Remedy = "The list " + late
		return c
	}
	for _, e := range list.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(leaf.SerialNumber) == 0 {
			c.Remedy = "The certificate of the endpoint is revoked."
			return c
		}
	}
	c.Status, c.Remedy = Pass, ""
	return c
}

func (p *probe) ocsp(ctx context.Context, address string, leaf, issuer *x509.Certificate) Check {
	c := Check{"ocsp", Fail, "POST " + address, "", revokedRemedy}
	request, err := ocsp.CreateRequest(leaf, issuer, nil)
	if err != nil {
		c.Answered = err.Error()
		return c
	}
	data, err := p.fetch(ctx, http.MethodPost, address, request, "application/ocsp-request")
	if err != nil {
		c.Answered = err.Error()
		return c
	}
	answer, err := ocsp.ParseResponseForCert(data, leaf, issuer)
	if err != nil {
		c.Answered, c.Remedy = fmt.Sprintf("%d bytes that are no answer to be trusted: %v", len(data), err), "Something on the way answers in place of the responder. "+revokedRemedy
		return c
	}
	c.Answered = fmt.Sprintf("%s, to be renewed by %s", map[int]string{ocsp.Good: "good", ocsp.Revoked: "revoked", ocsp.Unknown: "unknown"}[answer.Status], date(answer.NextUpdate))
	switch late := p.stale(answer.NextUpdate); {
	case answer.Status == ocsp.Revoked:
		c.Remedy = "The certificate of the endpoint is revoked."
	case late != "":
		c.Remedy = "The answer " + late
	case answer.Status != ocsp.Good:
		c.Status, c.Remedy = Warn, "The responder does not know the certificate of the endpoint: look who issued it."
	default:
		c.Status, c.Remedy = Pass, ""
	}
	return c
}

func (p *probe) stale(next time.Time) string {
	if next.IsZero() || next.After(p.Clock.Now()) {
		return ""
	}
	return "is out of date since " + date(next) + ": a cache on the way keeps an old one, or the clock of this machine is wrong."
}

func date(t time.Time) string {
	if t.IsZero() {
		return "no set time"
	}
	return t.UTC().Format(time.RFC3339)
}
