package winauth

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

const realmName = "CORP.CONTOSO.EXAMPLE"

// refusingKDC is a KDC that answers everything with one error, and counts.
type refusingKDC struct {
	address string
	asked   atomic.Int32
}

func startRefusingKDC(t *testing.T, code int32) *refusingKDC {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusal := messages.NewKRBError(types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "krbtgt/"+realmName), realmName, code, "")
	answer, err := refusal.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	k := &refusingKDC{address: listener.Addr().String()}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			k.asked.Add(1)
			serving.Go(func() { reply(conn, answer) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		serving.Wait()
	})
	return k
}

// reply reads a message and sends one: each has its length in front (RFC 4120 §7.2.2).
func reply(conn net.Conn, answer []byte) {
	defer func() { _ = conn.Close() }()
	var length [4]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, conn, int64(binary.BigEndian.Uint32(length[:]))); err != nil {
		return
	}
	_, _ = conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(answer))), answer...))
}
