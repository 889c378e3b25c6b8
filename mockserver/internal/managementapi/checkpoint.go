package managementapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	defaultTake        = 50
	mostTake           = 100
	mostCheckpoint     = 1024
	checkpointLifetime = 24 * time.Hour
)

// checkpoint is where a listing goes on. It gives no right to anything: its seal tells a caller that made one up from
// one that was handed it, no more.
type checkpoint struct {
	Listing string `json:"l"` // what is listed, by path and filters
	After   string `json:"a"` // the id of the last item
	Expires int64  `json:"e"`
}

var sealKey = []byte("checkpoint of a mock")

func (p checkpoint) String() string {
	raw, _ := json.Marshal(p) // of strings and numbers: cannot fail
	return base64.RawURLEncoding.EncodeToString(append(seal(raw), raw...))
}

func seal(raw []byte) []byte {
	m := hmac.New(sha256.New, sealKey)
	m.Write(raw)
	return m.Sum(nil)[:16]
}

func readCheckpoint(value string) (p checkpoint, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || len(b) < 16 || !hmac.Equal(seal(b[16:]), b[:16]) {
		return p, false
	}
	return p, json.Unmarshal(b[16:], &p) == nil
}

// checkpointed answers with what follows the checkpoint. An item that has gone since is no obstacle: the listing goes
// on behind where it was, since ids are in the order of the list.
func (c *call) checkpointed(l listing) (any, error) {
	id := func(i item) string { return i[l.id].(string) }
	slices.SortStableFunc(l.items, func(a, b item) int { return strings.Compare(id(a), id(b)) })
	from := 0
	if c.query.Has("from") {
		p, ok := readCheckpoint(c.query.Get("from"))
		switch {
		case !ok, p.Listing != c.listingKey():
			return nil, badCheckpoint("The checkpoint is not valid. Leave out 'from' to start again")
		case c.Now.Unix() >= p.Expires:
			return nil, badCheckpoint("The checkpoint has expired. Leave out 'from' to start again")
		}
		from, _ = slices.BinarySearchFunc(l.items, p.After+"\x00", func(i item, after string) int { return strings.Compare(id(i), after) })
	}
	to := min(from+c.number("take", defaultTake), len(l.items))
	body := item{}
	if to < len(l.items) {
		body["next"] = checkpoint{Listing: c.listingKey(), After: id(l.items[to-1]), Expires: c.Now.Add(checkpointLifetime).Unix()}.String()
	}
	if l.name == "tokens" && c.flag("include_totals", false) { // as recorded: of no other listing
		body["total"] = len(l.items)
	}
	body[l.name] = c.fields(l.items[from:to])
	return body, nil
}

func badCheckpoint(message string) *tenant.Problem {
	return problem(http.StatusBadRequest, message, "invalid_query_string")
}

// listingKey says what a checkpoint belongs to: the same path and the same filters.
func (c *call) listingKey() string {
	var parts []string
	for _, p := range c.route.query {
		if value := strings.Join(c.query[p.name], "\x00"); value != "" && !slices.ContainsFunc(append(checkpoints, pages...), func(q parameter) bool { return q.name == p.name }) {
			parts = append(parts, p.name+"="+value)
		}
	}
	sum := sha256.Sum256([]byte(c.Request.Path + "?" + strings.Join(parts, "&")))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
