-- Notes that tokens are about to be issued, and, where one is named, a grant about to be made: in the lists, and where it will be.
-- It returns how many grants the user has.
local ages, owned, homes, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local tokens, mostTokens, mostGrants = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local id, home, age = ARGV[4], ARGV[5], ARGV[6]
if tonumber(redis.call('HGET', meta, 'tokens') or 0) >= mostTokens then return -1 end
if age ~= '' then
  if redis.call('ZCARD', ages) >= mostGrants then return -1 end
  redis.call('ZADD', ages, 0, age)
  redis.call('ZADD', owned, 0, age)
  redis.call('HSET', homes, id, home)
end
redis.call('HINCRBY', meta, 'tokens', tokens)
return redis.call('ZCARD', owned)
