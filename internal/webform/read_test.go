package webform

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// A field belongs to the form that it names, wherever it stands, and comes where it stands.
func TestWhatStandsElsewhere(t *testing.T) {
	const page = `<input name=a form=g><form id=f><b><input name=b></b><input name=c form=g><input name=d form=none><button>F</button></form>
		<form id=g><input name=e><textarea name=t>\n<b></textarea><select name=s><option>x<option selected> y </select></form><form id=f></form><button form=g>G`
	tree, err := Parse([]byte(page))
	require.NoError(t, err)
	forms, err := Read([]byte(page))
	require.NoError(t, err)
	var sent []string
	for _, form := range forms {
		for _, b := range form.Buttons {
			sent = append(sent, b.Text+" "+form.Values(b).Encode())
		}
	}
	assert.Equal(t, []string{"F b=", "G a=&c=&e=&s=y&t=%5Cn%3Cb%3E"}, sent)
	for node := range tree.Descendants() {
		if node.Type == html.ElementNode && node.Data == "button" {
			form, err := FormOf(tree, node)
			require.NoError(t, err)
			assert.Equal(t, ButtonOf(node), form.Buttons[0])
		}
	}
}
