namespace Ponos.Redis.Limits;

/// <summary>
/// The script of a rate limit. The permits of the last period stand in a sorted set by their time, so that there are never
/// more in any one period, wherever it begins.
/// </summary>
internal static class RateScript
{
    /// <summary>
    /// Lists: permits that are given back; permits that the process remembers, each with its time before it.
    /// Answers: how many are given, the time, how long to wait, how many processes there are, which of them this is, and
    /// whether Redis knew it.
    /// </summary>
    public const string Text = ScriptParts.Head + """
        local back = list()
        local remembered = list()
        for _, permit in ipairs(redis.call('ZRANGEBYSCORE', store, '(' .. text(now), '+inf')) do
          redis.call('ZADD', store, text(now), permit)
        end
        redis.call('ZREMRANGEBYSCORE', store, '-inf', text(now - span))
        for _, permit in ipairs(back) do redis.call('ZREM', store, permit) end
        if mode == 3 then
          redis.call('ZREM', present, me)
          redis.call('ZREM', line, me)
          return {0, now, 0, 0, 0, 1}
        end
        local added = 0
        for i = 1, #remembered, 2 do
          local given = math.min(tonumber(remembered[i]), now)
          if given > now - span then added = added + redis.call('ZADD', store, 'NX', text(given), remembered[i + 1]) end
        end
        """ + ScriptParts.Presence + ScriptParts.Turn + ScriptParts.Hold + """
        redis.call('PEXPIRE', store, math.ceil(span / 1000) + 1000)
        if mode == 2 then
          if added > 0 or deserted then keep() end
          return {0, now, 0, #everybody, rank, 1}
        end
        if mode == 1 and not known then
          if deserted then keep() end
          return {0, now, 0, #everybody, rank, 0}
        end
        local held = redis.call('PTTL', hold)
        local free = limit - redis.call('ZCARD', store)
        if held > 0 then free = 0 end
        local granted, short = turn(free)
        for i = 0, granted - 1 do redis.call('ZADD', store, text(now), me .. ':' .. text(first + i)) end
        if granted > 0 then redis.call('PEXPIRE', store, math.ceil(span / 1000) + 1000) end
        local wait = 0
        if granted < wanted then
          if held > 0 then
            wait = held * 1000
          elseif short >= 0 then
            local next = redis.call('ZRANGE', store, short, short, 'WITHSCORES')
            if next[2] then wait = tonumber(next[2]) + span - now end
          end
        end
        return {granted, now, wait, #everybody, rank, 1}
        """;
}
