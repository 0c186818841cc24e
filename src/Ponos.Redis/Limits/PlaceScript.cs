namespace Ponos.Redis.Limits;

/// <summary>
/// The script of a limit on what runs at a time. Places stand in a sorted set by the end of their leases; one whose lease
/// is over is free.
/// </summary>
internal static class PlaceScript
{
    /// <summary>
    /// Lists: places that are given back; places that the process holds and renews.
    /// Answers: as <see cref="RateScript"/>, and then the places that were lost, by their position in the list.
    /// </summary>
    public const string Text = ScriptParts.Head + """
        local back = list()
        local renewed = list()
        local far = now + 7200000000
        for _, place in ipairs(redis.call('ZRANGEBYSCORE', store, text(far), '+inf')) do
          redis.call('ZADD', store, text(now + span), place)
        end
        redis.call('ZREMRANGEBYSCORE', store, '-inf', text(now))
        local lost, added = {}, 0
        for i, place in ipairs(renewed) do
          if redis.call('ZSCORE', store, place) then
            redis.call('ZADD', store, text(now + span), place)
          elseif redis.call('ZCARD', store) < limit then
            added = added + redis.call('ZADD', store, text(now + span), place)
          else
            lost[#lost + 1] = i - 1
          end
        end
        -- After the renewals: a job may have ended when its renewal was under way.
        for _, place in ipairs(back) do redis.call('ZREM', store, place) end
        if mode == 3 then
          redis.call('ZREM', present, me)
          redis.call('ZREM', line, me)
          return {0, now, 0, 0, 0, 1}
        end
        """ + ScriptParts.Presence + ScriptParts.Turn + ScriptParts.Hold + """
        redis.call('PEXPIRE', store, 7200000)
        local granted, wait, was = 0, 0, 1
        if mode == 2 or (mode == 1 and not known) then
          if deserted or added > 0 then keep() end
          if mode == 1 then was = 0 end
        else
          local held = redis.call('PTTL', hold)
          local free = limit - redis.call('ZCARD', store)
          if held > 0 then free = 0 end
          granted = turn(free)
          for i = 0, granted - 1 do redis.call('ZADD', store, text(now + span), me .. ':' .. text(first + i)) end
          if granted < wanted and held > 0 then wait = held * 1000 end
          if granted > 0 then redis.call('PEXPIRE', store, 7200000) end
        end
        local answer = {granted, now, wait, #everybody, rank, was}
        for _, place in ipairs(lost) do answer[#answer + 1] = place end
        return answer
        """;
}
