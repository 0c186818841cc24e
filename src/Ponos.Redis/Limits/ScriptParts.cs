namespace Ponos.Redis.Limits;

/// <summary>
/// What both scripts do alike. Redis runs a script as a whole and alone, so that what it reads still holds when it writes.
/// The time is the server's, in microseconds; whole numbers of that size are exact in Lua.
/// </summary>
/// <remarks>
/// KEYS: the permits or places, who is present, who waits (in the order in which they wait or were served last), and the
/// hold: while it stands nothing is given. ARGV: the process, the limit, the period or lease, how many are wanted, the number
/// of the first of them, the mode, and lists with their lengths before them.
/// </remarks>
internal static class ScriptParts
{
    /// <summary>Reads the arguments and says who is present. A server's clock may be set back: nothing lies in its future.</summary>
    public const string Head = """
        local stamp = redis.call('TIME')
        local now = tonumber(stamp[1]) * 1000000 + tonumber(stamp[2])
        local store, present, line, hold = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local me, limit, span = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local wanted, first, mode = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
        local at = 7

        local function text(number) return string.format('%.0f', number) end

        local function list()
          local items = {}
          local last = at + tonumber(ARGV[at])
          for i = at + 1, last do items[#items + 1] = ARGV[i] end
          at = last + 1
          return items
        end

        redis.call('ZREMRANGEBYSCORE', present, '-inf', text(now - 10000000))
        redis.call('ZREMRANGEBYSCORE', present, text(now + 1000000), '+inf')
        local deserted = redis.call('ZCARD', present) == 0
        local known = redis.call('ZSCORE', present, me)

        """;

    /// <summary>Enters the process among those that are present, and tells how many they are and which of them it is.</summary>
    public const string Presence = """

        redis.call('ZADD', present, text(now), me)
        redis.call('PEXPIRE', present, 60000)
        local everybody = redis.call('ZRANGE', present, 0, -1)
        local rank = 0
        for _, process in ipairs(everybody) do
          if process < me then rank = rank + 1 end
        end

        """;

    /// <summary>
    /// How many of what is free this process gets: its part when others wait too, and never what those are to get who wait
    /// longer. And how many more must come free before it is its turn.
    /// </summary>
    public const string Turn = """

        local function turn(free)
          if wanted == 0 then
            redis.call('ZREM', line, me)
            return 0, 0
          end
          redis.call('ZADD', line, 'NX', text(now), me)
          redis.call('PEXPIRE', line, 60000)
          local since = tonumber(redis.call('ZSCORE', line, me))
          local others, ahead = 0, 0
          local waiting = redis.call('ZRANGE', line, 0, -1, 'WITHSCORES')
          for i = 1, #waiting, 2 do
            if waiting[i] ~= me then
              local seen = redis.call('ZSCORE', present, waiting[i])
              if not seen or tonumber(seen) < now - 3000000 then
                redis.call('ZREM', line, waiting[i])
              else
                others = others + 1
                if tonumber(waiting[i + 1]) < since then ahead = ahead + 1 end
              end
            end
          end
          if free <= ahead then return 0, ahead - free end
          local granted = math.min(wanted, free - ahead, math.ceil(free / (others + 1)))
          if granted == wanted then
            redis.call('ZREM', line, me)
          else
            redis.call('ZADD', line, text(now), me)
          end
          return granted, -1
        end

        """;

    /// <summary>How long nothing is given after Redis lost its memory, so that everybody can tell it what they remember.</summary>
    public const string Hold = """

        local function keep() redis.call('SET', hold, '1', 'PX', 5000) end

        """;
}
