-- Posts reports of drops, each of another world, item, quantity and value: arguments are how many worlds, and how many reports a request.
local names = {
  "Rune 2h sword", "Dragon bones", "Shark", "Rune platebody", "Nature rune", "Coins", "Abyssal whip", "Dragon boots",
}
local worlds, batch, n

function init(args)
  worlds, batch = tonumber(args[1]), tonumber(args[2])
  n = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

local function report()
  n = n + 1
  return string.format(
    '{"world":%d,"item_id":%d,"item_name":"%s","quantity":%d,"value":%d}',
    301 + n * 7 % worlds, 1 + n * 31 % 30000, names[1 + n % #names], 1 + n % 17, 1 + n * 7919 % 2000000
  )
end

function request()
  if batch == 1 then return wrk.format(nil, nil, nil, report()) end
  local reports = {}
  for i = 1, batch do reports[i] = report() end
  return wrk.format(nil, nil, nil, '{"reports":[' .. table.concat(reports, ",") .. "]}")
end
