using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Examples.Health;

/// <summary>Ask one target whether it is well.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Url">Where it answers.</param>
[Task("health.check")]
public sealed record CheckHealth([property: StringLength(64, MinimumLength = 1)] string Target, Uri Url);
