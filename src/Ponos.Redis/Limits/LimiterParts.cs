using Ponos.Diagnostics;
using Ponos.Redis.Connecting;

namespace Ponos.Redis.Limits;

/// <summary>What every shared limiter of a service uses.</summary>
/// <param name="Link">The connection.</param>
/// <param name="Settings">The options.</param>
/// <param name="Process">This process's name, which no other has.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">The log.</param>
internal sealed record LimiterParts(RedisLink Link, RedisSettings Settings, string Process, TimeProvider Time, QuietLog Log);
