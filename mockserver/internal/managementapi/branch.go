package managementapi

import (
	"net/url"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// branch is where the paths of routes part. It is made once, for all servers, and nobody changes it.
type branch struct {
	parts map[string]*branch // by what follows the next slash
	any   *branch            // for whatever follows it
	name  string             // of the parameter that stands for what leads to any
	rows  map[string]route   // by method: the routes that end here
}

var served = sync.OnceValue(func() *branch {
	top := &branch{}
	for _, row := range routes() {
		top.add(row.path, row)
	}
	return top
})

func (b *branch) add(path string, row route) {
	if path == "" {
		if b.rows == nil {
			b.rows = map[string]route{}
		}
		b.rows[row.method] = row
		return
	}
	part, rest := next(path)
	if name, is := strings.CutPrefix(part, "{"); is {
		if b.any == nil {
			b.any, b.name = &branch{}, strings.TrimSuffix(name, "}")
		}
		b.any.add(rest, row)
		return
	}
	if b.parts == nil {
		b.parts = map[string]*branch{}
	}
	if b.parts[part] == nil {
		b.parts[part] = &branch{}
	}
	b.parts[part].add(rest, row)
}

// find returns where a path leads, and the parameters on the way there; a branch without routes where it leads nowhere. A part that is
// written in a route goes before one that stands for any, unless it leads nowhere.
func (b *branch) find(path string, before gin.Params) (*branch, gin.Params) {
	if path == "" {
		return b, before
	}
	part, rest := next(path)
	if known := b.parts[part]; known != nil {
		if there, parameters := known.find(rest, before); there.rows != nil {
			return there, parameters
		}
	}
	value, err := url.PathUnescape(part)
	if b.any == nil || part == "" || err != nil {
		return &branch{}, nil
	}
	return b.any.find(rest, append(before, gin.Param{Key: b.name, Value: value}))
}

// next splits a path, which begins with a slash, at its next one.
func next(path string) (part, rest string) {
	path = path[1:]
	if i := strings.IndexByte(path, '/'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}
