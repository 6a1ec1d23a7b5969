package wire

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// notJSON is what a captive portal or a proxy may put in the place of an answer.
const notJSON = "<!DOCTYPE html><title>Sign in to the network</title>"

// replay sends an answer that was recorded, with this body.
func replay(w http.ResponseWriter, done *httptest.ResponseRecorder, body []byte) {
	maps.Copy(w.Header(), done.Header())
	if len(body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(done.Code)
	_, _ = w.Write(body) // the client has gone
}

// cut sends the first half of an answer, which says how long all of it is, and ends the connection.
func cut(w *statusWriter, done *httptest.ResponseRecorder) {
	body := done.Body.Bytes()
	if len(body) > 0 {
		maps.Copy(w.Header(), done.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(done.Code)
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w.ResponseWriter).Flush() // neither matters to a client that has gone
	}
	panic(http.ErrAbortHandler)
}

// garbage sends an answer with a body that is no JSON. One that has no body at all gets none: HTTP allows it none.
func garbage(w http.ResponseWriter, done *httptest.ResponseRecorder) {
	if done.Code == http.StatusNoContent {
		replay(w, done, nil)
		return
	}
	done.Header().Del("Content-Encoding")
	done.Header().Set("Content-Type", "text/html")
	replay(w, done, []byte(notJSON))
}
