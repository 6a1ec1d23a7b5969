package wire

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
)

// Gzip unpacks compressed requests, which Graph's SDKs send by default, and compresses answers for clients that accept
// it (Graph notes §4.1).
func Gzip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.EqualFold(req.Header.Get("Content-Encoding"), "gzip") {
			body, err := gzip.NewReader(req.Body)
			if err != nil { // such as a plain body under a compressed header: the SDK's own bug (Graph notes §4.1)
				http.Error(w, "the body is not gzip, which Content-Encoding says it is", http.StatusBadRequest)
				return
			}
			req.Body = io.NopCloser(body)
			req.Header.Del("Content-Encoding")
		}
		if !strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, req)
			return
		}
		out := &gzipWriter{ResponseWriter: w}
		defer out.close()
		next.ServeHTTP(out, req)
	})
}

// gzipWriter compresses an answer that has a body.
type gzipWriter struct {
	http.ResponseWriter
	packer *gzip.Writer
	begun  bool
}

// WriteHeader implements http.ResponseWriter.
func (w *gzipWriter) WriteHeader(status int) {
	if !w.begun {
		w.begun = true
		if status != http.StatusNoContent && status != http.StatusNotModified {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Del("Content-Length")
			w.packer = gzip.NewWriter(w.ResponseWriter)
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (w *gzipWriter) Write(data []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	if w.packer == nil {
		return len(data), nil
	}
	return w.packer.Write(data)
}

func (w *gzipWriter) close() {
	if w.packer != nil {
		_ = w.packer.Close() // the client has gone
	}
}
