package driftreport

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// showJSON is how the input of the report is made.
const showJSON = "`terraform show -json PLAN > PLAN.json`."

// problem is why a file is no plan, and what to do.
type problem struct{ what, remedy string }

// open looks at the beginning of a file. What it returns is UTF-8, and begins with an object of JSON: PowerShell writes
// UTF-16 when the output of a command is sent to a file.
func open(from io.Reader) (io.Reader, *problem) {
	raw := bufio.NewReader(from)
	start, err := raw.Peek(4)
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return nil, &problem{"this is a binary plan", "Make JSON of it: " + showJSON}
	case len(start) == 0 && errors.Is(err, io.EOF):
		return nil, &problem{"the file is empty", "The command that should have written it may have failed. Make it again: " + showJSON}
	case len(start) == 0:
		return nil, &problem{"reading it failed: " + printable(err.Error()), "See whether the file can be read."}
	}
	text := bufio.NewReader(transform.NewReader(raw, unicode.BOMOverride(encoding.Nop.NewDecoder())))
	for {
		c, err := text.ReadByte()
		switch {
		case err != nil:
			return nil, &problem{"the file is empty but for white space", "Make it again: " + showJSON}
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case c == '{':
			return text, unread(text)
		default:
			return nil, &problem{"this is not JSON, but perhaps the message of a command that failed", "Read the file, then make it again: " + showJSON}
		}
	}
}

// unread puts the brace back; after a byte was read it cannot fail.
func unread(text *bufio.Reader) *problem {
	if err := text.UnreadByte(); err != nil {
		return &problem{"reading it failed: " + err.Error(), "See whether the file can be read."}
	}
	return nil
}
