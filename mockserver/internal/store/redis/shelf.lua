-- A shelf: rows by key, each a version of 16 bytes and data; what is first to go, in order; names that lead to rows, each followed by a key; the
-- names of each key; and how much there is. All are in one hash slot.
local rows, order, names, named, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local what, key = ARGV[1], ARGV[2]

local function unname()
  for name in string.gmatch(redis.call('HGET', named, key) or '', '%S+') do redis.call('ZREM', names, name .. key) end
  redis.call('HDEL', named, key)
end

local function drop(gone)
  key = gone
  local row = redis.call('HGET', rows, key)
  if not row then return false end
  unname()
  redis.call('HDEL', rows, key)
  redis.call('ZREM', order, key)
  redis.call('HINCRBY', meta, 'bytes', -#row)
  return true
end

local function used() redis.call('ZADD', order, redis.call('HINCRBY', meta, 'uses', 1), key) end

if what == 'drop' then
  return drop(key) and 'done' or 'missing'
end

if what == 'use' then -- and note it, where it was not used for so long
  local row = redis.call('HGET', rows, key)
  if row and tonumber(redis.call('HGET', meta, 'uses')) - tonumber(redis.call('ZSCORE', order, key)) > tonumber(ARGV[3]) then used() end
  return row
end

if what == 'list' then -- by order, or only those of a name
  local keys = {}
  if key == '' then
    keys = redis.call('ZRANGE', order, 0, -1)
  else
    for _, name in ipairs(redis.call('ZRANGEBYLEX', names, '[' .. key, '(' .. key .. '\255')) do table.insert(keys, string.sub(name, #key + 1)) end
  end
  local found = {}
  for _, k in ipairs(keys) do
    table.insert(found, k)
    table.insert(found, redis.call('HGET', rows, k))
  end
  return found
end

-- put: key, the version that is to be replaced ('' for none, '*' for whatever is there), the row, its names, how it is kept, the most rows and bytes,
-- and of what is new and kept until a time that time and the present, as numbers
local expected, row, itsNames, keeping = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local most, mostBytes, ends, now = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9], ARGV[10]
local old = redis.call('HGET', rows, key)
if old and string.sub(old, 1, 16) == string.sub(row, 1, 16) then return 'done' end -- and said twice
if expected == '' and old then return 'exists' end
if expected ~= '' and expected ~= '*' then
  if not old then return 'missing' end
  if string.sub(old, 1, 16) ~= expected then return 'changed' end
end

local more = #row - (old and #old or 0)
local function count() return redis.call('HLEN', rows) + (old and 0 or 1) end
local function bytes() return tonumber(redis.call('HGET', meta, 'bytes') or 0) + more end
if keeping == 'refuse' and more > 0 and (count() > most or bytes() > mostBytes) then return 'full' end
if keeping == 'until' and not old then
  local mine = key
  while true do
    local past = redis.call('ZRANGEBYSCORE', order, '-inf', '(' .. now, 'LIMIT', 0, 4)
    for _, k in ipairs(past) do drop(k) end
    if #past < 4 or count() <= most then break end
  end
  key = mine
  if count() > most then return 'full' end
end

redis.call('HSET', rows, key, row) -- first: what is refused where memory is full must be refused before anything is done
unname()
for name in string.gmatch(itsNames, '%S+') do redis.call('ZADD', names, 0, name .. key) end
if itsNames ~= '' then redis.call('HSET', named, key, itsNames) end
redis.call('HINCRBY', meta, 'bytes', more)
if ends ~= '' then
  redis.call('ZADD', order, ends, key)
elseif keeping == 'forget' or not old then
  used()
end
if keeping == 'forget' then
  while redis.call('HLEN', rows) > most or tonumber(redis.call('HGET', meta, 'bytes')) > mostBytes and redis.call('HLEN', rows) > 1 do
    drop(redis.call('ZRANGE', order, 0, 0)[1])
  end
end
return 'done'
