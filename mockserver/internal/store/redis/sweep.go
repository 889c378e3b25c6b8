package redis

import (
	"context"

	goredis "github.com/redis/go-redis/v9"
)

// keysAtOnce is how many keys a server is asked to look at in one go.
const keysAtOnce = 1000

// sweepOne takes away what one server has of keys that begin alike.
func sweepOne(ctx context.Context, c *goredis.Client, prefix string) error {
	for cursor := uint64(0); ; {
		found, next, err := c.Scan(ctx, cursor, prefix+"*", keysAtOnce).Result()
		if err != nil {
			return err
		}
		p := c.Pipeline()
		for _, key := range found {
			p.Unlink(ctx, key) // one by one: in a cluster their slots differ
		}
		if p.Len() > 0 {
			if _, err := p.Exec(ctx); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}
