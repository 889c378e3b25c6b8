package redis

import (
	"context"
	_ "embed"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// Scripts, each one step for all who ask at once. Each says in its own text what it is given.
var (
	//go:embed shelf.lua
	shelfText string
	//go:embed log.lua
	logText string
	//go:embed reserve.lua
	reserveText string
	//go:embed commit.lua
	commitText string
	//go:embed remove.lua
	removeText string
	//go:embed found.lua
	foundText string

	scripts = []*goredis.Script{onShelf, onShelfEvenFull, appendLog, reserve, commit, commitEvenFull, remove, found}

	onShelf         = goredis.NewScript(shelfText)
	onShelfEvenFull = goredis.NewScript(evenFull + shelfText)
	appendLog       = goredis.NewScript(logText)
	reserve         = goredis.NewScript(reserveText)
	commit          = goredis.NewScript(commitText)
	commitEvenFull  = goredis.NewScript(evenFull + commitText)
	remove          = goredis.NewScript(removeText)
	found           = goredis.NewScript(foundText)
)

// evenFull has a script run where the server's memory is full: for what takes hardly any, and may end something.
const evenFull = "#!lua flags=allow-oom\n"

// load gives every server the scripts, which it forgets when it ends.
func load(ctx context.Context, c goredis.UniversalClient) error {
	each := func(ctx context.Context, c *goredis.Client) error {
		for _, s := range scripts {
			if err := s.Load(ctx, c).Err(); err != nil {
				return err
			}
		}
		return nil
	}
	switch c := c.(type) {
	case *goredis.ClusterClient:
		return c.ForEachMaster(ctx, each)
	case *goredis.Client:
		return each(ctx, c)
	}
	return nil
}

// forgotten says whether a server has ended since it was given the scripts.
func forgotten(err error) bool { return err != nil && strings.HasPrefix(err.Error(), "NOSCRIPT") }
