-- Appends an event to the log: its date, as digits, and data. Its number is above all before, and its date not before theirs.
local events, meta = KEYS[1], KEYS[2]
local date, data, most, mostBytes = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local latest = redis.call('HGET', meta, 'latest')
if latest and latest > date then date = latest end
local event = date .. string.format('%09d', redis.call('HINCRBY', meta, 'number', 1)) .. data
redis.call('HSET', meta, 'latest', date)
redis.call('RPUSH', events, event)
local bytes = redis.call('HINCRBY', meta, 'bytes', #event)
while redis.call('LLEN', events) > most or bytes > mostBytes do
  bytes = redis.call('HINCRBY', meta, 'bytes', -#redis.call('LPOP', events))
end
return 'done'
