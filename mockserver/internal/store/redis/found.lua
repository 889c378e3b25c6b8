-- Has a tenant go on with another epoch, unless it is not the one that was seen any more; '*' for whichever it is. It returns the one before.
local root, seen, epoch = KEYS[1], ARGV[1], ARGV[2]
local before = redis.call('GET', root) or ''
if before == epoch then return '' end -- said twice
if seen ~= '*' and before ~= seen then return 'changed' end
redis.call('SET', root, epoch)
return before
