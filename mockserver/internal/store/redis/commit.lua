-- Keeps a grant, unless what was read meanwhile has changed: which grant is the newest of its key, and the version of the one that was read.
local newest, read, grant, tokens = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local expectedNewest, expected, version, id, data, becomesNewest = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if redis.call('HGET', grant, 'version') == version then return 'done' end -- and said twice
if expectedNewest ~= '*' and (redis.call('GET', newest) or '') ~= expectedNewest then return 'changed' end
if expected ~= '' then
  local found = redis.call('HGET', read, 'version')
  if not found then return 'missing' end
  if found ~= expected then return 'changed' end
end
redis.call('HSET', grant, 'version', version, 'data', data)
for i = 7, #ARGV, 2 do redis.call('HSET', tokens, ARGV[i], ARGV[i + 1]) end
if becomesNewest == 'yes' then redis.call('SET', newest, id) end
return 'done'
