package yamlx

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Write writes a value in the fewest words.
func Write(value any) ([]byte, error) { return yaml.Marshal(value) }

// WriteJSON writes a value as JSON, of which Read understands all.
func WriteJSON(value any) ([]byte, error) {
	text, err := yaml.MarshalWithOptions(value, yaml.JSON())
	if err == nil && !json.Valid(text) {
		err = errors.New("the value cannot be written as JSON")
	}
	return text, err
}

// WriteBlocks writes texts of several lines as blocks. What is written may not read the same: the writer loses spaces at the ends of
// blocks and leaves quotes out where they are needed.
func WriteBlocks(value any) ([]byte, error) {
	return yaml.MarshalWithOptions(value, yaml.UseLiteralStyleIfMultiline(true))
}

// WriteQuoted puts every text in double quotes, in which every text survives.
func WriteQuoted(value any) ([]byte, error) {
	node, err := yaml.ValueToNode(value)
	if err != nil {
		return nil, err
	}
	ast.Walk(quoter{}, node)
	return []byte(node.String() + "\n"), nil
}

type quoter struct{}

func (q quoter) Visit(node ast.Node) ast.Visitor {
	if text, ok := node.(*ast.StringNode); ok {
		if value, err := strconv.Unquote(text.Value); err == nil && text.Value[0] == '"' { // some have got them
			text.Value = value
		}
		text.Token.Type = token.DoubleQuoteType
	}
	return q
}
