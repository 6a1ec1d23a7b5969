package credential

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// attempts is what one sign-in has met on its way. azidentity's errors do not unwrap, and hold the text of the last thing
// that went wrong among others.
type attempts struct {
	mu   sync.Mutex
	last attempt
}

// attempt is the last request, when it failed.
type attempt struct {
	host   string
	tries  int
	status int // 0: there was no answer
	said   string
	err    error // why there was no answer
	own    error // an error of this package, which says all that there is to say
}

type attemptsKey struct{}

// observe makes what the requests of a context meet known in the attempts that are returned.
func observe(ctx context.Context) (context.Context, *attempts) {
	a := &attempts{}
	return context.WithValue(ctx, attemptsKey{}, a), a
}

// attemptsOf are those of a context; nobody looks at them when it is not observed.
func attemptsOf(ctx context.Context) *attempts {
	if a, ok := ctx.Value(attemptsKey{}).(*attempts); ok {
		return a
	}
	return &attempts{}
}

// note takes down the outcome of a request; a success is nothing to explain.
func (a *attempts) note(host string, tries int, res *http.Response, err error) {
	last := attempt{host: host, tries: tries, err: err}
	switch {
	case err == nil && res.StatusCode < http.StatusBadRequest:
		last = attempt{}
	case err == nil:
		last.status = res.StatusCode
		if body, err := runtime.Payload(res); err == nil {
			last.said = said(body)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = last
}

// own takes down an error that needs no further words.
func (a *attempts) own(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = attempt{own: err}
}

func (a *attempts) get() attempt {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last
}

// maxSaid bounds what is repeated of an answer that is not understood.
const maxSaid = 300

// said is what an answer says in its own words: Entra's, that of an identity endpoint, or of Azure DevOps; what is none of
// them is shortened.
func said(body []byte) string {
	var answer struct {
		Description string `json:"error_description"`
		Message     string `json:"message"`
		Value       struct {
			Message string `json:"Message"`
		} `json:"value"`
	}
	text := string(body)
	if json.Unmarshal(body, &answer) == nil {
		for _, words := range []string{answer.Description, answer.Message, answer.Value.Message} {
			if words != "" {
				return strings.Join(strings.Fields(words), " ")
			}
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxSaid {
		text = text[:maxSaid] + " …"
	}
	return text
}
