package managementapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Many small changes are no way around the bound of metadata, nor are long names of its members.
func TestMetadataIsBoundedHoweverItIsMade(t *testing.T) {
	s := newSite(t)
	var made struct {
		ID string `json:"client_id"`
	}
	require.NoError(t, json.Unmarshal([]byte(s.call("POST", "/clients", `{"name":"x"}`).body), &made))
	set := func(name, value string) int {
		return s.call("PATCH", "/clients/"+made.ID, fmt.Sprintf(`{"client_metadata":{%q:%s}}`, name, value)).status
	}
	for i := range 10 {
		assert.Equal(t, 200, set(fmt.Sprint("k", i), `"v"`))
	}
	assert.Equal(t, 400, set("k10", `"v"`))
	assert.Equal(t, 200, set("k0", "null"))
	assert.Equal(t, 400, set(strings.Repeat("n", 256), `"v"`))
	assert.Equal(t, 200, set(strings.Repeat("n", 255), `"v"`))
}
