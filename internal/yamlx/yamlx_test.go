package yamlx_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/yamlx"
)

type colour string

func (c *colour) SetText(text string) error {
	if text != "red" {
		return errors.New("must be red")
	}
	*c = colour(text)
	return nil
}

type shop struct {
	Name   string            `yaml:"name"`
	Open   *bool             `yaml:"open,omitempty"`
	Since  time.Time         `yaml:"since"`
	Wait   time.Duration     `yaml:"wait"`
	Rate   float64           `yaml:"rate"`
	Size   int               `yaml:"size"`
	Colour colour            `yaml:"colour"`
	Labels map[string]string `yaml:"labels"`
	Goods  []struct {
		Name string `yaml:"name"`
	} `yaml:"goods"`
	Hidden string `yaml:"-"`
}

func read(text string, into any) *yamlx.File {
	return yamlx.Read(yamlx.Source{Path: "shop.yaml", Text: []byte(text), Empty: "it needs a name", Resolve: func(_, text string) (string, error) {
		if text == "${NONE}" {
			return "", errors.New("there is no NONE")
		}
		return strings.ReplaceAll(text, "${ONE}", "1"), nil
	}}, into)
}

func TestRead(t *testing.T) {
	var s shop
	file := read("name: a\nopen: false\nsince: 2020-06-01\nwait: 1m\nrate: ${ONE}\nsize: 3\ncolour: red\nlabels: {a.b: ${ONE}}\ngoods:\n- &x {name: x}\n- <<: *x\n- {<<: *x, name: y}\n", &s)
	require.NoError(t, file.Err())
	assert.False(t, *s.Open)
	assert.Equal(t, 2020, s.Since.Year())
	assert.Equal(t, time.Minute, s.Wait)
	assert.InDelta(t, 1, s.Rate, 0)
	assert.Equal(t, 3, s.Size)
	assert.EqualValues(t, "red", s.Colour)
	assert.Equal(t, map[string]string{"a.b": "1"}, s.Labels)
	assert.Equal(t, "x", s.Goods[1].Name)
	assert.Equal(t, "y", s.Goods[2].Name)

	assert.Equal(t, "shop.yaml:11:3", file.Place("goods[1]"))
	assert.Equal(t, "shop.yaml:9:1", file.Place("goods[7].name"), "of what stands above")
	assert.Equal(t, "shop.yaml:1:1", file.Place("door"))
	assert.Equal(t, "shop.yaml:10:7", file.Place("goods[1].name"), "merged from there")
	file.Report("goods[1].name", "is\nsold")
	file.Report("name", "is taken")
	assert.EqualError(t, file.Err(), "shop.yaml:1:1: is taken\n"+`shop.yaml:10:7: is\nsold`)
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "1:1: the file is empty; it needs a name",
		"- a":                          "1:1: the file must be a mapping of keys to values; its keys are name, open, since, wait, rate, size, colour, labels, goods",
		"nam: a":                       `1:1: unknown key "nam"; did you mean "name"?`,
		"hidden: a":                    `1:1: unknown key "hidden"; use one of name, open, since, wait, rate, size, colour, labels, goods`,
		"s3cr3t-of-mine: a":            "1:1: unknown key here; use one of name, open, since, wait, rate, size, colour, labels, goods",
		"name: 3":                      "1:7: name must be text; put it in quotes",
		"name:":                        "1:7: name has no value; give it one or remove the key",
		"name: [a]":                    "1:7: name must be a single value; a text with a colon belongs in quotes",
		"name: ${NONE}":                "1:7: name: there is no NONE",
		"name: *a":                     "1:7: this alias has no anchor before it; write &name at the first use, or put a value that begins with * in quotes",
		"open: 'true'":                 "1:7: open must be true or false",
		"since: today":                 "1:8: since must be a date or a time, such as 2020-06-01 or 2020-06-01T12:00:00Z",
		"wait: -1s":                    "1:7: wait must be a duration that is not negative, such as 10s",
		"rate: much":                   "1:7: rate must be a number",
		"size: 1.5":                    "1:7: size must be a whole number",
		"colour: blue":                 "1:9: colour must be red",
		"goods: a":                     "1:8: goods must be a list; begin each item with a hyphen",
		"goods:\n- name: a\n  nam: b":  `3:3: unknown key "nam"; did you mean "name"?`,
		"goods:\n- a":                  "2:3: goods[0] must be a mapping of keys to values; its keys are name",
		"goods: [{<<: a}]":             "1:14: only a mapping can be merged with <<",
		"goods: &a [{<<: *a}]":         "1:11: only a mapping can be merged with <<",
		"labels: &a {<<: *a}":          "1:12: too many aliases; does one contain itself?",
		"labels: {'a: b': [c]}":        "1:18: a key of labels must be a single value; a text with a colon belongs in quotes",
		"name: a\nname: b":             `2:1: not YAML: mapping key "name" already defined at [1:1]; correct the syntax here`,
		"a secret: b\na secret: c":     "2:1: not YAML: mapping key the text already defined at [1:1]; correct the syntax here",
		"name: a\n---\nname: b":        "3:1: a second document begins here; remove the --- line",
		"size: x\nname: 3\nwait: soon": "1:7: size must be a whole number\nshop.yaml:2:7: name must be text; put it in quotes\nshop.yaml:3:7: wait must be a duration that is not negative, such as 10s",
	} {
		file := read(text, new(shop))
		assert.False(t, file.OK(), text)
		assert.EqualError(t, file.Err(), "shop.yaml:"+want, text)
	}
}

func TestAFileThatIsAList(t *testing.T) {
	var list []shop
	file := yamlx.Read(yamlx.Source{Path: "f", Text: []byte("- name: 3\n- b\n")}, &list)
	assert.ErrorContains(t, file.Err(), "f:1:9: name must be text")
	assert.ErrorContains(t, file.Err(), "f:2:3: this item must be a mapping")
	assert.NoError(t, yamlx.Read(yamlx.Source{Path: "f"}, &list).Err(), "one may be empty")
}

func TestLoad(t *testing.T) {
	_, err := yamlx.Load("none.yaml", "seed file")
	assert.EqualError(t, err, "none.yaml: cannot read the seed file: no such file or directory; name a readable YAML file")
	path := filepath.Join(t.TempDir(), "large")
	require.NoError(t, os.WriteFile(path, make([]byte, yamlx.Most+1), 0o600))
	_, err = yamlx.Load(path, "seed file")
	assert.ErrorContains(t, err, "cannot read the seed file: is too large")
}

// Every text survives in quotes, as it does not in blocks.
func TestWriteQuoted(t *testing.T) {
	was := shop{Name: "a\n  \n", Colour: "red", Labels: map[string]string{"a": "1e3", "b": "~", "c": "\u0085\t\n # "}}
	text, err := yamlx.WriteQuoted(was)
	require.NoError(t, err)
	var is shop
	require.NoError(t, read(string(text), &is).Err(), "%s", text)
	assert.Equal(t, was.Labels, is.Labels)
	assert.Equal(t, was.Name, is.Name)
}
