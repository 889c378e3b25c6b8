package yamlx

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// mostFollowed is more nodes than any such file has; an alias that contains itself ends here.
const mostFollowed = 100_000

// follow resolves anchors, aliases and tags; nil after an error.
func (f *File) follow(node ast.Node) ast.Node {
	if f.followed++; f.followed > mostFollowed {
		f.wrong(node, "too many aliases; does one contain itself?")
		return nil
	}
	switch n := node.(type) {
	case *ast.AnchorNode:
		f.anchors[n.Name.GetToken().Value] = n.Value
		return f.follow(n.Value)
	case *ast.AliasNode:
		target, known := f.anchors[n.Value.GetToken().Value]
		if !known {
			f.wrong(node, "this alias has no anchor before it; write &name at the first use, or put a value that begins with * in quotes")
			return nil
		}
		return f.follow(target)
	case *ast.TagNode:
		return f.follow(n.Value)
	}
	return node
}

// entry is one of a mapping.
type entry struct {
	name       string
	key, value ast.Node
}

// entries lists those of a mapping, those merged with << included; what stands in the mapping itself wins.
func (f *File) entries(node ast.Node, key string) (own []entry, ok bool) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return nil, false
	}
	var merged []entry
	for it := mapping.MapRange(); it.Next(); {
		if !it.Key().IsMergeKey() {
			own = append(own, entry{unshielder.Replace(it.Key().GetToken().Value), it.Key(), it.Value()})
			continue
		}
		if target := f.follow(it.Value()); target != nil {
			more, ok := f.entries(target, key)
			if !ok {
				f.wrong(target, "only a mapping can be merged with <<")
			}
			merged = append(merged, more...)
		}
	}
	for _, e := range merged {
		if !slices.ContainsFunc(own, func(o entry) bool { return o.name == e.name }) {
			own = append(own, e)
		}
	}
	for _, e := range own {
		f.places[join(key, e.name)] = placeOf(e.key)
	}
	return own, true
}
