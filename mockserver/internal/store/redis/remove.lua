-- Forgets a grant, unless it is the newest of its key, or has changed.
local newest, grant, tokens = KEYS[1], KEYS[2], KEYS[3]
local id, expected = ARGV[1], ARGV[2]
if redis.call('GET', newest) == id or redis.call('HGET', grant, 'version') ~= expected then return 'changed' end
redis.call('DEL', grant, tokens)
return 'done'
