namespace Ponos.Transport;

/// <summary>A time in a header, as AMQP has it: seconds since 1970, and any number that somebody put there.</summary>
internal readonly record struct HeaderTime(long Seconds);
